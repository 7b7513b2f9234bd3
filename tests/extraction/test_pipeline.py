from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quoth.articles import Article, read
from quoth.asking import Reply, Request
from quoth.errors import LimitReached, PromptError
from quoth.extraction.answers import Answer
from quoth.extraction.document import ArticleDocument
from quoth.extraction.pipeline import Extraction, Row, check_examples, extract_article, plan
from quoth.extraction.prompts import load, shipped_names
from quoth.records import Record

from .building import HARBOUR, SETTINGS, ScriptedModel, article, claim, number_of

PROMPT = load("claims-small")


def extract(model: ScriptedModel, text: str = HARBOUR, **changed: int) -> Extraction:
    return asyncio.run(extract_article(article(text), model, PROMPT, replace(SETTINGS, **changed)))


def test_the_record_quotes_the_article_where_the_model_only_pointed() -> None:
    model = ScriptedModel(
        lambda shown: {
            "claims": [
                claim(number_of(shown, "the blockade must end"), "Ana Ruiz", side="oppose", about="the blockade"),
                claim(number_of(shown, "“They want us"), "Omar Hadi"),
            ],
            "conditions": [{"n": number_of(shown, "If the prisoners"), "kind": "offer"}],
        }
    )
    record = extract(model).record
    ruiz, hadi = record.claims
    assert ruiz.source.name == "Ana Ruiz"
    assert ruiz.cue is not None
    assert ruiz.cue.text == "said"
    assert [span.text for span in ruiz.content] == ["the blockade must end before any talks begin"]
    assert ruiz.quotation == "indirect"
    assert [span.text for span in hadi.content] == ["“They want us on our knees,”"]
    assert hadi.quotation == "direct"
    assert [(stance.holder.name, stance.polarity, stance.target) for stance in record.stances] == [
        ("Ana Ruiz", "oppose", "the blockade")
    ]
    (condition,) = record.conditions
    assert (condition.antecedent.text, condition.consequent.text) == ("the prisoners are freed", "we will stop firing")
    assert (condition.kind, condition.sense) == ("offer", "if")
    assert condition.marker is not None
    assert condition.marker.text == "If"


def test_furniture_and_headings_never_reach_the_model() -> None:
    model = ScriptedModel(lambda shown: {"claims": [], "conditions": []})
    extraction = extract(model)
    shown = "\n".join(request.messages[-1].content for request in model.requests)
    for words in ("News |", "Envoys leave", "Published On", "Advertisement"):
        assert words not in shown
    assert "The port has been closed since March." in shown
    assert extraction.record.coverage.empty == 1
    assert [row.outcome for row in extraction.rows] == ["empty"]


def test_a_quotation_that_runs_on_and_a_pronoun_find_their_speaker() -> None:
    model = ScriptedModel(
        lambda shown: {
            "claims": [
                claim(number_of(shown, "the guns will speak"), "Ana Ruiz"),
                claim(number_of(shown, "tourists"), "the envoys"),
            ]
        }
    )
    record = extract(model).record
    assert [c.source.name for c in record.claims] == ["Omar Hadi", "Omar Hadi"]
    repaired = [finding.subject for finding in record.findings if finding.rule == "source.heard"]
    assert repaired == ["c1", "c2"]


def test_a_reporting_chain_is_kept_outermost_first() -> None:
    text = "Karsk negotiators insisted that the bridge would stay shut, sources told Radio Zoria.\n"
    record = extract(ScriptedModel(lambda shown: {"claims": [claim(1, "Karsk negotiators")]}), text).record
    assert record.claims[0].source.name == "Karsk negotiators"
    assert [actor.name for actor in record.claims[0].via] == ["Radio Zoria", "sources"]
    assert record.claims[0].content[0].text == "the bridge would stay shut"


def test_two_sources_of_one_sentence_get_their_own_words() -> None:
    text = "While Zoria denied that the city had fallen, Karsk insisted that its flag flew over the port.\n"
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "Zoria"), claim(1, "Karsk")]})
    zoria, karsk = extract(model, text).record.claims
    assert (zoria.source.name, zoria.certainty) == ("Zoria", "denied")
    assert "fallen" in zoria.content[0].text
    assert karsk.source.name == "Karsk"
    assert karsk.content[0].text == "its flag flew over the port"


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        (claim(99, "Ana Ruiz"), "evidence.own-chunk"),
        (claim(0, "Ana Ruiz"), "evidence.own-chunk"),
        (claim(-1, "Ana Ruiz"), "evidence.own-chunk"),
        (claim(2, "Boris Nowhere"), "source.named"),
        (claim(2, "Radio Karsk"), "source.reported"),
    ],
)
def test_what_the_text_does_not_bear_out_is_dropped_with_a_finding(item: dict[str, object], rule: str) -> None:
    record = extract(ScriptedModel(lambda shown: {"claims": [item]})).record
    assert record.claims == ()
    assert [(finding.rule, finding.action, finding.subject) for finding in record.findings] == [(rule, "dropped", "c1")]


def test_a_number_that_is_one_off_is_mended() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(number_of(shown, "The port has been closed"), "Omar Hadi")]})
    record = extract(model).record
    assert [span.text for span in record.claims[0].content] == ["“They want us on our knees,”"]
    assert [(finding.rule, finding.action) for finding in record.findings] == [("evidence.neighbour", "repaired")]


def test_a_clause_for_a_name_is_cut_to_the_actor_it_opens_with() -> None:
    text = "But experts see this as a ploy to win time before the winter.\n"
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "But experts see this as a ploy to win time")]})
    assert extract(model, text).record.claims[0].source.name == "experts"


def test_a_source_that_is_named_in_the_answer_keeps_its_voice() -> None:
    text = "Sources told Radio Nord that the bridge was mined, which General Omar Hadi denied.\n"
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "the army"), claim(1, "Omar Hadi"), claim(1, "Sources")]})
    record = extract(model, text).record
    assert [c.source.name for c in record.claims] == ["Omar Hadi", "Sources"]
    dropped = [(f.rule, f.subject) for f in record.findings if f.action == "dropped"]
    assert dropped == [("source.named", "c1")]


def test_a_nearer_announcement_beats_a_speaker_before() -> None:
    text = "“The port is open,” Ana Ruiz said.\n\n“We are tired. Nobody pays us,” Omar Hadi said.\n"
    model = ScriptedModel(lambda shown: {"claims": [claim(n, "Omar Hadi") for n in (2, 3)]})
    assert [c.source.name for c in extract(model, text).record.claims] == ["Omar Hadi", "Omar Hadi"]


@pytest.mark.parametrize(
    ("text", "consequent"),
    [
        ("Unless the board pays, the crews will walk out, union leader Dirk Hall warned.", "the crews will walk out"),
        ("“If they attack, we will respond,” the colonel said.", "we will respond"),
        ("The port closed in March, and should the talks fail, the war will resume.", None),
        ("Ana Ruiz said that should the talks fail, the war will resume.", "the war will resume"),
    ],
)
def test_a_half_ends_where_the_speech_does(text: str, consequent: str | None) -> None:
    model = ScriptedModel(lambda shown: {"claims": [], "conditions": [{"n": 1, "kind": "threat"}]})
    conditions = extract(model, text + "\n").record.conditions
    assert [condition.consequent.text for condition in conditions] == ([consequent] if consequent else [])


def test_in_return_takes_what_was_said_before_for_its_condition() -> None:
    text = "The Front will let the lorries pass, Sarim said. In return, he added, the army must leave.\n"
    model = ScriptedModel(lambda shown: {"claims": [], "conditions": [{"n": 2, "kind": "exchange"}]})
    (condition,) = extract(model, text).record.conditions
    assert condition.antecedent.text == "The Front will let the lorries pass"
    assert condition.consequent.text == "the army must leave"


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Ana Ruiz said the port would open in May.", "certain"),
        ("Ana Ruiz said the port may open.", "possible"),
        ("Dirk Hall denied that he had been paid.", "denied"),
        ("Dirk Hall did not deny that he had been paid.", "certain"),
        ("Ana Ruiz expects the port to open.", "probable"),
    ],
)
def test_certainty_is_read_off_cue_and_content(text: str, certainty: str) -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(1, text.split(" ")[0] + " " + text.split(" ")[1])]})
    assert [c.certainty for c in extract(model, text + "\n").record.claims] == [certainty]


def test_what_a_record_cannot_hold_is_mended_with_a_finding() -> None:
    condition = {"n": 4, "kind": "warning", "bound": "Boris Nowhere"}
    answer = {
        "claims": [claim(1, "Ana Ruiz", side="oppose", via=["the CIA"])],
        "conditions": [condition],
    }
    record = extract(ScriptedModel(lambda shown: {**answer})).record
    assert record.claims[0].via == ()
    assert (record.conditions[0].kind, record.conditions[0].bound) == ("prediction", None)
    assert {finding.rule for finding in record.findings if finding.action == "repaired"} == {
        "source.chain-named",
        "stance.has-target",
        "condition.allowed-kind",
        "condition.bound-named",
    }


def test_a_conditional_that_the_model_takes_for_none_leaves_nothing() -> None:
    extraction = extract(ScriptedModel(lambda shown: {"claims": [], "conditions": [{"n": 4, "kind": "none"}]}))
    assert extraction.record.conditions == extraction.record.findings == ()
    assert extraction.record.coverage.empty == 1


@pytest.mark.parametrize("odd", [{"Claims": []}, {"foo": 1}, {}])
def test_an_object_that_is_no_answer_is_refused(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="neither claims nor conditions"):
        Answer.model_validate(odd)


def test_a_null_is_a_field_left_out() -> None:
    answer = Answer.model_validate({"claims": [claim(1, "Ana Ruiz", via=None, side=None)], "conditions": None})
    assert (answer.claims[0].via, answer.claims[0].side, answer.conditions) == ((), "none", ())


def test_the_same_claim_twice_is_recorded_once() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "Ana Ruiz"), claim(1, "Ruiz")]})
    record = extract(model).record
    assert len(record.claims) == 1
    assert [finding.rule for finding in record.findings] == ["duplicates.claim"]


def test_a_side_that_no_record_can_hold_costs_the_stance_only() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "Ana Ruiz", side="furious", about="the blockade")]})
    record = extract(model).record
    assert len(record.claims) == 1
    assert record.stances == ()
    assert [finding.rule for finding in record.findings] == ["stance.allowed-polarity"]


def test_nobody_takes_a_stance_on_themselves() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "Ana Ruiz", side="support", about="Ana Ruiz")]})
    record = extract(model).record
    assert record.stances == ()
    assert [finding.rule for finding in record.findings] == ["stance.not-oneself"]


def test_a_condition_needs_a_marker_and_two_halves() -> None:
    def answer(shown: str) -> dict[str, object]:
        return {"claims": [], "conditions": [{"n": number_of(shown, "The port has been closed"), "kind": "threat"}]}

    record = extract(ScriptedModel(answer)).record
    assert record.conditions == ()
    assert [finding.rule for finding in record.findings] == ["condition.marker"]
    record = extract(
        ScriptedModel(lambda shown: {"conditions": [{"n": 1, "kind": "threat"}]}), "“Unless they leave …” he said.\n"
    ).record
    assert record.conditions == ()
    assert record.findings[-1].rule == "condition.two-halves"


def test_an_answer_cut_off_is_asked_again_in_halves_and_every_attempt_has_a_row() -> None:
    def answer(shown: str) -> dict[str, object] | str:
        if shown.count("\n[") >= 3:
            return "truncated"
        return {"claims": [claim(1, "Ana Ruiz")] if "Ruiz said" in shown else []}

    extraction = extract(ScriptedModel(answer))
    assert extraction.rows[0].outcome == "truncated"
    assert len({(row.chunk, row.attempt) for row in extraction.rows}) == len(extraction.rows)
    assert {row.chunk for row in extraction.rows} == {0}
    assert extraction.record.coverage.ok == 1
    assert [c.source.name for c in extraction.record.claims] == ["Ana Ruiz"]


def test_a_sentence_that_cannot_be_split_further_fails_and_is_counted() -> None:
    extraction = extract(ScriptedModel(lambda shown: "truncated"))
    assert extraction.record.coverage.failed == extraction.record.coverage.chunks == 1
    assert {row.outcome for row in extraction.rows} == {"truncated"}


def test_an_answer_that_loops_is_cut_in_half_once_only() -> None:
    model = ScriptedModel(lambda shown: "truncated")
    looping = Looping(model)
    extraction = asyncio.run(extract_article(article(), looping, PROMPT, SETTINGS))
    assert len(model.requests) == 3, "the chunk and its two halves"
    assert extraction.record.coverage.failed == 1


def test_an_answer_that_points_at_nothing_shown_is_no_answer() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(99, "Ana Ruiz"), claim(0, "Omar Hadi")], "conditions": []})
    extraction = extract(model)
    assert [row.outcome for row in extraction.rows] == ["ungrounded"]
    assert (extraction.record.coverage.ok, extraction.record.coverage.failed) == (0, 1)
    assert {finding.rule for finding in extraction.record.findings} == {"evidence.own-chunk"}


def test_one_pointer_that_holds_makes_an_answer_one() -> None:
    def answer(shown: str) -> dict[str, object]:
        return {"claims": [claim(99, "Ana Ruiz"), claim(number_of(shown, "the blockade"), "Ana Ruiz")]}

    extraction = extract(ScriptedModel(answer))
    assert [row.outcome for row in extraction.rows] == ["ok"]
    assert extraction.record.coverage.ok == 1


def test_a_short_chunk_gets_a_short_answer() -> None:
    model = ScriptedModel(lambda shown: {"claims": []})
    extract(model, "The mayor said that the bridge would open.", answer_tokens=4096)
    extract(model, "The mayor said that the bridge would open. " * 30, answer_tokens=4096)
    assert [request.max_tokens for request in model.requests] == [512, 4096]


def test_where_a_chunk_cannot_be_asked_the_others_end_before_the_article_does() -> None:
    text = "\n\n".join(f"The mayor said on day {n} that the bridge would open." for n in range(12))
    model = ScriptedModel(lambda shown: {"claims": []})
    ended: list[str] = []

    async def ask(request: Request) -> Reply:
        if request.label.endswith("#0"):
            raise LimitReached("--max-cost 1 reached")
        await asyncio.sleep(0.01)
        ended.append(request.label)
        return await model(request)

    rows: list[Row] = []
    with pytest.raises(LimitReached):
        asyncio.run(extract_article(article(text), ask, PROMPT, replace(SETTINGS, chunk_tokens=60), rows.append))
    assert len(ended) > 1
    assert [f"harbour.txt#{row.chunk}" for row in rows] == ended


class Looping:
    def __init__(self, model: ScriptedModel) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Reply:
        return replace(await self.model(request), looping=True)


def test_a_failed_chunk_leaves_the_others() -> None:
    text = "\n\n".join(
        f"Minister Ana Ruiz said that bridge number {n} would be closed for the week." for n in range(40)
    )
    failing = ScriptedModel(
        lambda shown: None if "Ruiz said that bridge number 3 " in _own(shown) else {"claims": [claim(1, "Ana Ruiz")]}
    )
    extraction = extract(failing, text, chunk_tokens=120)
    coverage = extraction.record.coverage
    assert coverage.chunks == len(failing.requests) == len(extraction.rows) > 3
    assert coverage.failed == 1
    assert len(extraction.record.claims) == coverage.ok


def _own(shown: str) -> str:
    return "\n".join(line for line in shown.splitlines() if line.startswith("["))


def test_an_article_without_prose_asks_nothing() -> None:
    model = ScriptedModel(lambda shown: {"claims": []})
    extraction = extract(model, "Advertisement\n\nSave\n")
    assert model.requests == []
    assert extraction.record.coverage.chunks == 0


def test_template_marks_in_an_article_are_data() -> None:
    text = "Minister Ana Ruiz said that {{ sentences }} and {% raw %} were printed on the wall.\n"
    model = ScriptedModel(lambda shown: {"claims": []})
    extract(model, text)
    assert "{{ sentences }} and {% raw %}" in model.requests[0].messages[-1].content


def test_static_messages_come_first_and_are_the_same_for_every_chunk() -> None:
    text = "\n\n".join(
        f"Envoy Lena Brandt said that ship number {n} had sailed for the northern port." for n in range(30)
    )
    model = ScriptedModel(lambda shown: {"claims": []})
    extract(model, text, chunk_tokens=100)
    assert len(model.requests) > 3
    assert len({request.messages[:-1] for request in model.requests}) == 1


@pytest.mark.parametrize("name", shipped_names())
def test_the_shipped_prompts_examples_pass_the_production_rules(name: str) -> None:
    check_examples(load(name))


def test_an_example_that_its_own_text_does_not_bear_out_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "examples.jsonl").write_text(
        '{"text": "Ana Ruiz said the port was open.", '
        '"answer": {"claims": [{"n": 1, "by": "Ana Ruiz"}, {"n": 2, "by": "Ana Ruiz"}]}}\n'
    )
    prompt = tmp_path / "mine.md"
    prompt.write_text(
        '+++\nname = "mine"\nexamples = "examples.jsonl"\n+++\n=== system ===\nRead.\n=== user ===\n{{ sentences }}\n'
    )
    with pytest.raises(PromptError, match=r"mine\.md: example 1: evidence\.own-chunk: points at sentence 2"):
        check_examples(load(str(prompt)))


def test_a_template_that_shows_what_is_not_there_is_refused_before_any_call(tmp_path) -> None:  # type: ignore[no-untyped-def]
    prompt = tmp_path / "mine.md"
    prompt.write_text('+++\nname = "mine"\n+++\n=== system ===\nRead.\n=== user ===\n{{ titel }}{{ sentences }}\n')
    with pytest.raises(PromptError, match=r"mine\.md: template: 'titel' is undefined"):
        check_examples(load(str(prompt)))


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=600)
SPEECH = st.sampled_from(
    (
        "Minister Ana Ruiz said that the port was open. ",
        "“If they leave, we will stop,” Omar Hadi told Radio Karsk.\r\n\r\n",
        "Advertisement\n\n",
        "🕊️ “Unless the 船 sails, nothing,” she added. ",
        "He denied it.\n",
        "Published On 3 May 20313 May 2031\n\n",
    )
)
NEWS = st.lists(st.one_of(SPEECH, ANY_TEXT), max_size=8).map("".join)
NUMBER = st.integers(-2, 12)
ANSWERS = st.fixed_dictionaries(
    {
        "claims": st.lists(
            st.fixed_dictionaries(
                {
                    "n": NUMBER,
                    "by": st.one_of(st.sampled_from(("Ana Ruiz", "Omar Hadi", "he", "")), ANY_TEXT),
                    "first": st.one_of(st.none(), ANY_TEXT),
                    "last": st.one_of(st.none(), ANY_TEXT),
                    "says": st.one_of(st.none(), ANY_TEXT),
                    "side": st.one_of(st.sampled_from(("support", "oppose", "none")), ANY_TEXT),
                    "about": st.one_of(st.none(), ANY_TEXT),
                    "via": st.lists(ANY_TEXT, max_size=2),
                }
            ),
            max_size=6,
        ),
        "conditions": st.lists(
            st.fixed_dictionaries(
                {
                    "n": NUMBER,
                    "kind": st.one_of(st.just("threat"), ANY_TEXT),
                    "if": st.one_of(st.none(), ANY_TEXT),
                    "then": st.one_of(st.none(), ANY_TEXT),
                    "by": st.one_of(st.none(), ANY_TEXT),
                    "bound": st.one_of(st.none(), ANY_TEXT),
                }
            ),
            max_size=4,
        ),
    }
)


@settings(max_examples=150, deadline=None)
@given(encoding=st.sampled_from(("utf-8", "utf-16", "utf-8-sig")), text=NEWS, answer=ANSWERS)
def test_spans_hold_from_the_bytes_of_a_file_to_the_record(
    encoding: str, text: str, answer: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """`text[start:end] == span.text` through read, segment, chunk, ground and merge, against the decoded file."""
    written = f"A.\r\n{text}".encode("utf-8", "replace").decode("utf-8")
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_bytes(written.encode(encoding))
    (read_back,) = read([str(file)])
    assume(isinstance(read_back, Article))  # control characters may make it a binary file
    assert isinstance(read_back, Article)
    assert read_back.text == written
    model = ScriptedModel(lambda shown: _json_safe(answer))
    record = asyncio.run(extract_article(read_back, model, PROMPT, replace(SETTINGS, chunk_tokens=60))).record
    for span in record.spans():
        assert written[span.start : span.end] == span.text


@settings(max_examples=300, deadline=None)
@given(NEWS, ANSWERS, st.integers(5, 200))
def test_every_span_holds_its_words_whatever_the_article_and_the_answer(
    text: str, answer: dict[str, object], budget: int
) -> None:
    """`text[start:end] == span.text` through segment, chunk, ground and merge; the sums agree; it never raises."""
    model = ScriptedModel(lambda shown: _json_safe(answer))
    given_article = Article(id="any", text=text)
    extraction = asyncio.run(extract_article(given_article, model, PROMPT, replace(SETTINGS, chunk_tokens=budget)))
    for span in extraction.record.spans():
        assert text[span.start : span.end] == span.text
    assert len(extraction.rows) == len(model.requests) == extraction.record.coverage.chunks
    assert extraction.record.coverage.chunks == len(
        plan(ArticleDocument(given_article), replace(SETTINGS, chunk_tokens=budget))
    )


def _json_safe(value: object) -> object:
    """An answer as JSON can carry it: lone surrogates do not survive UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_json_safe(part) for part in value]
    if isinstance(value, dict):
        return {key: _json_safe(part) for key, part in value.items()}
    return value


def test_a_record_survives_its_own_json() -> None:
    model = ScriptedModel(lambda shown: {"claims": [claim(1, "Ana Ruiz", side="oppose", about="the blockade")]})
    record = extract(model).record
    assert Record.model_validate_json(record.to_json()) == record
