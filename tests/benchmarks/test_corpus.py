"""The benchmarks' articles: the same at every call, each another one, of about the size asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import corpus


def test_the_same_articles_come_at_every_call() -> None:
    assert list(corpus.articles(5, 1500)) == list(corpus.articles(5, 1500))


@pytest.mark.parametrize("size", [1500, 6000])
def test_articles_are_distinct_and_of_about_the_size(size: int) -> None:
    texts = [each["text"] for each in corpus.articles(150, size)]
    assert len(set(texts)) == 150
    assert abs(sum(map(len, texts)) / len(texts) - size) < size / 10


def test_what_is_written_is_what_is_told(tmp_path: Path) -> None:
    written = corpus.write(tmp_path / "articles.jsonl", 3, 500)
    lines = [json.loads(line) for line in written.path.read_text(encoding="utf-8").splitlines()]
    assert lines == list(corpus.articles(3, 500))
    assert written.characters == sum(len(line["text"]) for line in lines)
