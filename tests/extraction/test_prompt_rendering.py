from __future__ import annotations

import pytest

from quoth.articles import Article
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import plan
from quoth.extraction.prompt_rendering import view
from quoth.extraction.prompts import load

from .building import HARBOUR, SETTINGS


def test_a_prompt_that_shows_no_speakers_waits_for_none() -> None:
    document = ArticleDocument(Article(id="harbour.txt", text=HARBOUR))
    prompt = load("claims")
    (chunk,) = plan(document, SETTINGS)
    shown = view(document, chunk)
    prompt.render(shown)
    prompt.schema(shown)
    assert "speakers" not in vars(document)
    assert "Ana Ruiz: Zorian foreign minister" in load("claims-small").render(shown)


def test_a_sentence_is_shown_as_a_mapping() -> None:
    document = ArticleDocument(Article(id="a", text="One spoke.\nIf it rains, ships stay, Ana  Ruiz said."))
    (chunk,) = plan(document, SETTINGS)
    last = view(document, chunk)["sentences"][-1]
    assert dict(last) == {
        "n": 2,
        "text": "If it rains, ships stay, Ana Ruiz said.",
        "speakers": ["Ana Ruiz"],
        "conditionals": 1,
    }
    with pytest.raises(KeyError):
        last["quotes"]
