"""The review page: decisions in the journal, gold made of them, and the page in a browser."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quoth.articles.article import Article
from quoth.errors import InputError
from quoth.evals.anchoring import anchored
from quoth.evals.gold import GoldArticle, read_gold
from quoth.views.review.adjudication import material
from quoth.views.review.anchoring import anchoring, anchoring_lines, is_blind
from quoth.views.review.desk import Desk, Material
from quoth.views.review.journal import Conflict, Decision, Journal
from views.run_folders import articles, claim, record_of

uvicorn = pytest.importorskip("uvicorn", reason="the extra review is not installed")
TOKEN = "a-token"
TEXT = "Talks go on\n\n“We support the 🕊️ truce,” Ana Ruiz said. If they leave, we will stop, she said. It rained."


def desk_of(folder: Path, answered: list[tuple[Article, dict[str, Any]]], *, blind: bool = False) -> Desk:
    return desk(folder, [Material.of(each, record_of(each, answer), blind=blind) for each, answer in answered])


def desk(folder: Path, papers: list[Material]) -> Desk:
    return Desk(papers, Journal(folder / "gold.jsonl.journal", "me"), folder / "gold.jsonl", "me")


def decide(desk: Desk, act: str, article: str = "one.txt", **more: Any) -> None:
    seen = more.pop("seen", None)
    known = desk.article(article)["seen"] if seen is None else seen
    desk.decide(Decision.model_validate({"article": article, "act": act, **more}), known)


def test_gold_holds_what_was_accepted_fixed_or_added_when_an_article_is_done(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, articles())
    [article, _] = articles()[0]
    fixed = desk.article("one.txt")["items"][1]["value"] | {
        "source": {"name": "Ruiz", "kind": "person", "mention": None}
    }
    decide(desk, "accept", item="c1")
    decide(desk, "fix", item="c2", value=fixed)
    decide(desk, "reject", item="c4", reason="no claim")
    decide(desk, "add", value={"layer": "claim", "source": {"name": "Omar Hadi"}, "content": [[20, 30]]})
    decide(desk, "accept", item="k1")
    assert not list(read_gold(tmp_path / "gold.jsonl"))
    decide(desk, "done")
    [labels] = read_gold(tmp_path / "gold.jsonl")
    assert [each.id for each in labels.claims] == ["c1", "c2", "c-added-1"]
    assert labels.claims[1].source.name == "Ruiz"
    assert labels.claims[2].proposition == article.text[20:30]
    assert [each.id for each in labels.conditions] == ["k1"]
    assert labels.conditions[0].claim is None  # its claim c3 was not decided on
    assert anchored(labels, article.text, article.sha256) is labels
    decide(desk, "undo")
    assert not list(read_gold(tmp_path / "gold.jsonl"))


def test_the_journal_survives_a_torn_line_and_keeps_what_the_model_had(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, articles())
    decide(desk, "accept", item="c1", seconds=2.5)
    path = tmp_path / "gold.jsonl.journal"
    with path.open("ab") as file:
        file.write(b'{"article":"one.txt","act":"rej')
    again = desk_of(tmp_path, articles())
    assert [each["state"] for each in again.article("one.txt")["items"]][:2] == ["accept", "open"]
    decide(again, "reject", item="c2", reason="wrong words")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["act"] for line in lines] == ["accept", "reject"]
    assert (lines[0]["seconds"], lines[0]["annotator"], lines[1]["prediction"]["source"]["name"]) == (
        2.5,
        "me",
        "Ana Ruiz",
    )


def test_a_decision_that_comes_too_late_is_refused(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, articles())
    decide(desk, "accept", item="c1")
    with pytest.raises(Conflict):
        decide(desk, "reject", item="c1", seen=0)
    assert desk.article("one.txt")["items"][0]["state"] == "accept"


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ({"act": "accept", "item": "c9"}, "there is no item 'c9'"),
        ({"act": "fix", "item": "c1"}, "an item is missing"),
        (
            {"act": "add", "value": {"layer": "claim", "source": {"name": "x"}, "content": [[0, 99999]]}},
            "0:99999 holds no words",
        ),
        ({"act": "accept", "article": "none", "item": "c1"}, "there is no article 'none'"),
    ],
)
def test_a_decision_that_cannot_be_is_named_and_not_written(
    decision: dict[str, Any], told: str, tmp_path: Path
) -> None:
    desk = desk_of(tmp_path, articles())
    with pytest.raises(InputError, match=told):
        desk.decide(Decision.model_validate({"article": "one.txt", **decision}), 0)
    assert not (tmp_path / "gold.jsonl.journal").exists()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serves a desk; gives the page's address with its token."""
    servers = []

    def serve(desk: Desk) -> str:
        from quoth.views.review.server import application

        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(application(desk, TOKEN, port), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        servers.append((server, thread, listening))
        while not server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server, thread, listening in servers:
        server.should_exit = True
        thread.join(10)
        listening.close()


@pytest.fixture
def pages(browser: Any) -> Iterator[Callable[[str], Any]]:
    """Opens pages of one context; a script's error or an alert fails the test."""
    context = browser.new_context()
    trouble: list[str] = []

    def visit(address: str) -> Any:
        page = context.new_page()
        page.on("pageerror", lambda problem: trouble.append(str(problem)))
        page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        page.goto(f"{address}#{TOKEN}")
        page.wait_for_selector("html[data-ready]")
        return page

    yield visit
    context.close()
    assert trouble == []


def status_of(address: str, headers: dict[str, str], body: bytes | None = None) -> int:
    request = urllib.request.Request(address, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_only_who_has_the_token_reads_and_only_this_page_writes(served: Any, tmp_path: Path) -> None:
    address = served(desk_of(tmp_path, articles()))
    own, decision = {"X-Quoth-Token": TOKEN}, json.dumps({"article": "one.txt", "act": "accept", "item": "c1"}).encode()
    origin = address.rstrip("/")
    assert status_of(f"{address}articles", own) == 200
    assert status_of(f"{address}articles", {}) == 403
    assert status_of(f"{address}articles", {"X-Quoth-Token": "b-token"}) == 403
    assert status_of(f"{address}articles", own | {"Host": "evil.example"}) == 403
    assert status_of(address, {"Host": "evil.example"}) == 403
    write = f"{address}decide?seen=0"
    assert status_of(write, own, decision) == 403
    assert status_of(write, own | {"Origin": "https://evil.example"}, decision) == 403
    assert status_of(write, own | {"Origin": origin}, b"{}") == 400
    assert status_of(write, own | {"Origin": origin}, decision) == 200
    assert status_of(write, own | {"Origin": origin}, decision) == 409


def gold_in(folder: Path) -> list[GoldArticle]:
    return list(read_gold(folder / "gold.jsonl"))


def settle(page: Any, condition: str) -> None:
    page.wait_for_selector(condition, state="attached")


def test_an_article_is_labelled_from_blank_to_gold_by_keyboard_alone(served: Any, pages: Any, tmp_path: Path) -> None:
    article = Article("blank", TEXT, title="Talks go on")
    page = pages(served(desk_of(tmp_path, [(article, {"claims": []})], blind=True)))
    keys = page.keyboard
    for _ in range(4):
        keys.press("Shift+ArrowRight")
    keys.press("n")
    keys.type("Ana Ruiz")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("said")
    keys.press("Control+Enter")
    settle(page, "#items li:nth-child(1)")
    keys.press("t")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("the truce")
    keys.press("Control+Enter")
    settle(page, "#items li:nth-child(2)")
    keys.press("ArrowDown")
    for _ in range(6):  # from the sentence's last word
        keys.press("ArrowLeft")
    keys.press("Shift+ArrowRight")
    keys.press("i")
    keys.press("ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("i")
    keys.press("Control+Enter")
    settle(page, "#items li:nth-child(3)")
    keys.press("d")
    settle(page, "#article option:has-text('✓')")
    [labels] = gold_in(tmp_path)
    [first], [stance], [condition] = labels.claims, labels.stances, labels.conditions
    assert (first.source.name, first.content[0].exact, first.quotation) == (
        "Ana Ruiz",
        "“We support the 🕊️ truce,”",
        "direct",
    )
    assert first.cue is not None
    assert (first.cue.exact, first.source.mention and first.source.mention.exact) == ("said", "Ana Ruiz")
    assert (stance.holder.name, stance.target, stance.polarity, stance.claim) == (
        "Ana Ruiz",
        "the truce",
        "support",
        first.id,
    )
    assert (condition.antecedent.text, condition.consequent.text) == ("they leave", "we will stop")
    assert anchored(labels, article.text, article.sha256) is labels


def test_a_reload_in_mid_edit_loses_nothing(served: Any, pages: Any, tmp_path: Path) -> None:
    page = pages(served(desk_of(tmp_path, articles())))
    page.select_option("#article", "one.txt")
    settle(page, "#title:has-text('Talks go on')")
    page.locator("#text").focus()
    page.keyboard.press("e")
    page.locator("#form textarea").fill("Half a thought")
    page.reload()
    settle(page, "html[data-ready]")
    page.select_option("#article", "one.txt")
    settle(page, "#form textarea")
    assert page.locator("#form textarea").input_value() == "Half a thought"
    page.keyboard.press("Control+Enter")
    settle(page, "#items li.fix")
    assert "Half a thought" in page.locator("#items li.fix").inner_text()


def test_two_tabs_do_not_overwrite_each_other(served: Any, pages: Any, tmp_path: Path) -> None:
    address = served(desk_of(tmp_path, articles()[:1]))
    one, other = pages(address), pages(address)
    one.keyboard.press("a")
    settle(one, "#items li.accept")
    other.keyboard.press("x")
    other.keyboard.press("Control+Enter")
    settle(other, "#status:has-text('another tab')")
    settle(other, "#items li.accept")
    assert other.locator("#items li.reject").count() == 0


def test_predictions_are_accepted_fixed_split_merged_rejected_and_taken_back(
    served: Any, pages: Any, tmp_path: Path
) -> None:
    page = pages(served(desk_of(tmp_path, articles()[:1])))
    count = page.locator("#items li").count()
    page.keyboard.press("a")
    settle(page, "#items li.accept")
    page.keyboard.press("x")
    page.keyboard.press("Control+Enter")
    settle(page, "#items li.reject")
    page.keyboard.press("u")
    page.wait_for_selector("#items li.reject", state="detached")
    page.locator("#items li").first.click()
    page.locator("#text").focus()
    page.keyboard.press("ArrowUp")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("s")
    settle(page, f"#items li:nth-child({count + 1})")
    page.locator("#items li").first.click()
    page.locator("#text").focus()
    page.keyboard.press("m")
    settle(page, "#items li.reject")
    page.keyboard.press("d")
    settle(page, "#article option:has-text('✓')")
    [labels] = gold_in(tmp_path)
    assert len(labels.claims[0].content) == 2


def test_a_hostile_article_executes_nothing_in_review(served: Any, pages: Any, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    text = f"{evil} said that <script>alert(2)</script> the port was shut.\u202e"
    page = pages(served(desk_of(tmp_path, [(Article(evil, text, title=evil), {"claims": [claim(1, evil)]})])))
    assert evil in page.locator("#text").inner_text()
    assert page.locator("main img, main script").count() == 0
    page.keyboard.press("e")
    settle(page, "#form input")
    page.keyboard.press("Control+Enter")
    settle(page, "#items li.fix")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_review_page_is_accessible(served: Any, browser: Any, scheme: str, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{served(desk_of(tmp_path, articles()))}#{TOKEN}")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("e")
    found = axe.Axe().run(page)
    context.close()
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found.response["violations"]] == []


def labelled(folder: Path, name: str, answer: dict[str, Any]) -> Path:
    """The gold of an annotator who says what this answer says of the first article."""
    [article, _] = articles()[0]
    own = desk(folder / name, [Material.of(article, record_of(article, answer))])
    for item in own.article("one.txt")["items"]:
        decide(own, "accept", item=item["id"])
    decide(own, "done")
    return folder / name / "gold.jsonl"


def test_two_annotators_are_adjudicated_side_by_side(tmp_path: Path) -> None:
    [article, answer] = articles()[0]
    other = {"claims": [dict(each) for each in answer["claims"][1:]], "conditions": answer["conditions"]}
    other["claims"][2]["side"] = "support"
    one, two = labelled(tmp_path, "one", answer), labelled(tmp_path, "two", other)
    [paper] = material([article], one, two)
    assert sorted(paper.items) == ["a-c1", "a-s4", "ab-c2", "ab-c3", "ab-c4", "ab-k1", "ab-s2", "b-s3"]
    assert paper.notes["a-c1"] == ["the second annotator has no such item"]
    assert paper.notes["a-s4"] == ["b-s3: polarity: 'oppose' or 'support'"]
    judge = desk(tmp_path / "three", [paper])
    decide(judge, "accept", item="ab-c4")
    decide(judge, "accept", item="a-s4")
    decide(judge, "reject", item="b-s3", reason="wrong words")
    decide(judge, "done")
    [labels] = read_gold(tmp_path / "three/gold.jsonl")
    assert [(each.id, each.claim, each.polarity) for each in labels.stances] == [("a-s4", "ab-c4", "oppose")]


def test_labels_of_another_text_are_not_adjudicated(tmp_path: Path) -> None:
    [article, answer] = articles()[0]
    gold = labelled(tmp_path, "one", answer)
    with pytest.raises(InputError, match="labelled another text"):
        material([Article("one.txt", article.text + " More.")], gold, gold)
    with pytest.raises(InputError, match="no article in common"):
        material([Article("two", "x")], gold, gold)


def test_articles_with_most_findings_come_first(tmp_path: Path) -> None:
    found = [each["findings"] for each in desk_of(tmp_path, articles()).listed()]
    assert found == sorted(found, reverse=True)


def test_what_another_run_has_otherwise_is_noted(tmp_path: Path) -> None:
    [article, answer] = articles()[0]
    other = {"claims": [dict(each) for each in answer["claims"][1:]], "conditions": answer["conditions"]}
    other["claims"][0]["certainty"] = "possible"
    paper = Material.of(article, record_of(article, answer), record_of(article, other))
    assert paper.notes["c1"] == ["the other run has no such item"]
    assert paper.notes["c2"] == ["the other run: certainty: 'certain' or 'possible'"]


def test_labels_made_blind_and_beside_predictions_are_compared_with_these(tmp_path: Path) -> None:
    [(first, answer), (second, other), *_] = articles()
    shown = Material.of(first, record_of(first, answer))
    hidden = Material.of(second, record_of(second, other), blind=True)
    both = desk(tmp_path, [shown, hidden])
    assert [(each["blind"], len(each["items"])) for each in map(both.article, ("one.txt", "two"))] == [
        (False, 7),
        (True, 0),
    ]
    for item in both.article("one.txt")["items"]:
        decide(both, "accept", item=item["id"])
    decide(both, "done")
    words = {"layer": "claim", "source": {"name": "Ana Ruiz"}, "content": [[0, 38]], "certainty": "denied"}
    decide(both, "add", "two", value=words)
    decide(both, "done", "two")
    found = anchoring(both.beside_predictions())
    assert [found["shown"][layer].joint.value for layer in ("claims", "stances", "conditions")] == [1.0, 1.0, 1.0]
    assert found["blind"]["claims"].joint.value == pytest.approx(0.4)
    assert "blind: 1 articles" in list(anchoring_lines(found, {"shown": 1, "blind": 1}))


def test_a_blind_share_is_the_same_each_time() -> None:
    blind = [is_blind(f"article {number}", 0.25) for number in range(400)]
    assert blind == [is_blind(f"article {number}", 0.25) for number in range(400)]
    assert 70 < sum(blind) < 130
    assert (any(is_blind(str(n), 0.0) for n in range(99)), all(is_blind(str(n), 1.0) for n in range(99))) == (
        False,
        True,
    )
