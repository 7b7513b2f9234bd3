"""A further pass is shown what was found and asked for what is missing; what it adds is recorded as its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quoth.errors import InputError, PromptError
from quoth.extraction.passes import Settings
from quoth.extraction.pipeline import Extraction, check_examples, extract_article
from quoth.extraction.prompts import Prompt, load

from .building import HARBOUR, SETTINGS, ScriptedModel, article, claim, number_of

SMALL = load("claims-small")
Said = dict[str, object] | str | None


def extract(
    first: Callable[[str], Said],
    again: Callable[[str], Said],
    *,
    passes: int = 2,
    prompt: Prompt = SMALL,
    text: str = HARBOUR,
) -> tuple[Extraction, ScriptedModel]:
    """`first` answers a first pass, `again` any further one."""
    model = ScriptedModel(lambda shown: again(shown) if "so far" in shown else first(shown))
    settings = replace(SETTINGS, passes=passes)
    return asyncio.run(extract_article(article(text), model, prompt, settings)), model


def ruiz(shown: str) -> dict[str, object]:
    return {"claims": [claim(number_of(shown, "the blockade must end"), "Ana Ruiz")], "conditions": []}


def hadi(shown: str) -> dict[str, object]:
    return {"claims": [claim(number_of(shown, "“They want us"), "Omar Hadi")], "conditions": []}


def nothing(shown: str) -> dict[str, object]:
    return {"claims": [], "conditions": []}


def numbered(shown: str) -> list[str]:
    """The sentences that were shown to extract from."""
    return [line for line in shown.splitlines() if line.startswith("[")]


def test_what_a_second_pass_adds_is_in_the_record_as_its_own() -> None:
    extraction, model = extract(ruiz, hadi)
    assert [(each.source.name, each.pass_) for each in extraction.record.claims] == [("Ana Ruiz", 1), ("Omar Hadi", 2)]
    assert [(row.pass_, row.attempt, row.outcome) for row in extraction.rows] == [(1, 1, "ok"), (2, 1, "ok")]
    assert len(model.requests) == 2
    assert extraction.record.coverage.ok == 1


def test_the_second_question_begins_with_all_of_the_first() -> None:
    _, model = extract(ruiz, nothing)
    first, second = model.requests
    assert second.messages[:-1] == first.messages[:-1]
    assert second.messages[-1].content.startswith(first.messages[-1].content)
    added = second.messages[-1].content.removeprefix(first.messages[-1].content)
    assert "- 1, Ana Ruiz: the blockade must end before any talks begin\n" in added


def test_what_was_found_before_is_not_recorded_twice() -> None:
    extraction, _ = extract(ruiz, ruiz)
    assert [each.pass_ for each in extraction.record.claims] == [1]
    assert [(finding.rule, finding.subject) for finding in extraction.record.findings] == [("duplicates.claim", "c2")]


def test_a_long_claim_is_shown_by_its_ends_and_on_one_line() -> None:
    text = (
        "Ana Ruiz said that the northern harbour, its three cranes and [3] the old\nferry landing will not be opened "
        "to any ship before the end of the coming winter.\n"
    )
    _, model = extract(lambda shown: {"claims": [claim(1, "Ana Ruiz")]}, nothing, text=text)
    last = model.requests[-1].messages[-1].content
    assert "- 1, Ana Ruiz: the northern harbour, its three cranes … the coming winter\n" in last


def test_where_nothing_more_was_found_nothing_is_asked_again() -> None:
    _, model = extract(ruiz, nothing, passes=3)
    assert len(model.requests) == 2


def test_an_empty_first_pass_is_looked_through_again() -> None:
    extraction, model = extract(nothing, hadi)
    assert "Nothing was found so far" in model.requests[-1].messages[-1].content
    assert [each.pass_ for each in extraction.record.claims] == [2]
    assert (extraction.record.coverage.ok, extraction.record.coverage.empty) == (1, 0)


def test_a_third_pass_is_shown_what_both_before_it_found() -> None:
    def again(shown: str) -> Said:
        return nothing(shown) if "They want us" in shown.partition("so far")[2] else hadi(shown)

    _, model = extract(ruiz, again, passes=3)
    found = model.requests[-1].messages[-1].content.partition("so far")[2]
    assert len(model.requests) == 3
    assert found.index("Ana Ruiz") < found.index("Omar Hadi")


def test_a_second_pass_that_fails_keeps_the_first_and_is_counted() -> None:
    extraction, _ = extract(ruiz, lambda shown: None)
    assert [each.source.name for each in extraction.record.claims] == ["Ana Ruiz"]
    assert extraction.record.coverage.failed == 1


def test_a_first_pass_that_fails_is_not_followed_by_another() -> None:
    extraction, model = extract(lambda shown: None, hadi)
    assert (len(model.requests), extraction.record.coverage.failed) == (1, 1)


def test_the_halves_of_a_chunk_are_passed_over_each_with_its_own_numbers() -> None:
    def first(shown: str) -> Said:
        if len(numbered(shown)) > 4:
            return "truncated"
        return hadi(shown) if any("They want us" in line for line in numbered(shown)) else nothing(shown)

    extraction, model = extract(first, nothing)
    assert [(row.pass_, row.attempt, row.outcome) for row in extraction.rows] == [
        (1, 1, "truncated"),
        (1, 2, "ok"),
        (1, 3, "empty"),
        (2, 1, "empty"),
        (2, 2, "empty"),
    ]
    assert [(row.start, row.end) for row in extraction.rows[1:3]] == [
        (row.start, row.end) for row in extraction.rows[3:]
    ]
    assert "Omar Hadi: “They want us" in model.requests[3].messages[-1].content
    assert "Nothing was found so far" in model.requests[4].messages[-1].content


def test_a_second_pass_that_is_cut_off_goes_on_in_halves() -> None:
    def again(shown: str) -> Said:
        return "truncated" if len(numbered(shown)) > 4 else nothing(shown)

    extraction, _ = extract(ruiz, again)
    assert [(row.pass_, row.attempt, row.outcome) for row in extraction.rows] == [
        (1, 1, "ok"),
        (2, 1, "truncated"),
        (2, 2, "empty"),
        (2, 3, "empty"),
    ]
    assert extraction.record.coverage.ok == 1


def test_a_conditional_that_was_judged_is_not_asked_of_again() -> None:
    def judged(shown: str) -> Said:
        kinds = [{"n": number_of(shown, "If the prisoners"), "kind": "none"}]
        return {"claims": [], "conditions": kinds}

    _, model = extract(judged, nothing)
    first, second = (request.schema["properties"] for request in model.requests)
    assert len(first["conditions"]["prefixItems"]) == 2
    assert len(second["conditions"]["prefixItems"]) == 1


def own_prompt(tmp_path: Path, again: str) -> Path:
    path = tmp_path / "own.md"
    head = '+++\nname = "own"\nversion = "1"\n+++\n=== system ===\nList claims.\n=== user ===\n'
    path.write_text(f"{head}{{% for s in sentences %}}\n[{{{{ s.n }}}}] {{{{ s.text }}}}\n{{% endfor %}}\n{again}")
    return path


def test_a_prompt_may_ask_again_in_its_own_words(tmp_path: Path) -> None:
    own = "=== again ===\nListed so far: {% for item in found %}{{ item.by }} in {{ item.n }}; {% endfor %}What else?\n"
    prompt = load(str(own_prompt(tmp_path, own)))
    check_examples(prompt)
    _, model = extract(ruiz, nothing, prompt=prompt)
    assert model.requests[-1].messages[-1].content.endswith("\n\nListed so far: Ana Ruiz in 1; What else?")


@pytest.mark.parametrize(
    ("again", "words"),
    [
        ("=== again ===\nWhat else?\n", "never shows `found`"),
        ("=== again ===\n{{ found[0].nosuch }}\n", "template"),
        ("=== again ===\n{% for item in found %}{{ item.speaker }}{% endfor %}\n", "template"),
        ("=== again ===\n{% for item in found %}\n", "template"),
    ],
)
def test_a_section_that_cannot_be_used_is_told_before_anything_is_asked(tmp_path: Path, again: str, words: str) -> None:
    with pytest.raises(PromptError, match=words):
        check_examples(load(str(own_prompt(tmp_path, again))))


@pytest.mark.parametrize("passes", [0, 4, -1])
def test_passes_have_bounds(passes: int) -> None:
    with pytest.raises(InputError, match=f"--passes {passes}: give a number from 1 to 3"):
        Settings(100, 100, passes=passes)
