"""The report of an evaluation as a reader of the page finds it: the figures, the marks, and nothing that could run."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from evals.planting import content, text_of
from quoth.errors import InputError
from quoth.views.report_eval import page, read_scored
from quoth.views.report_eval.articles import visible
from views.scored_folder import HOSTILE, ITEMS, error, scored_folder, write_errors, write_lines


def report(folder: Path, **options: Any) -> Any:
    return lxml.html.document_fromstring(page(read_scored(folder, **options)))


def find(tree: Any, path: str) -> list[Any]:
    """What `#id`, `.class`, `tag` and `tag.class`, each within the one before, lead to."""
    steps = []
    for step in path.split():
        tag, _, name = step.partition(".")
        if step[0] == "#":
            steps.append(f"*[@id='{step[1:]}']")
        else:
            steps.append((tag or "*") + (f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else ""))
    return tree.xpath("".join(f"//{step}" for step in steps) if tree.getparent() is None else ".//" + "//".join(steps))


def texts(found: Any) -> list[str]:
    return [" ".join(" ".join(each.itertext()).split()) for each in found]


def words(tree: Any, side: int) -> str:
    """The words of an article's gold (0) or predicted (1) side, as the page shows them: without the numbers."""
    shown = find(tree, "article .words")[side]
    return "".join(
        piece
        for piece in shown.xpath(".//text()")
        if not (piece.getparent().tag == "a" and piece.is_text)  # the number of an item
    )


def entries(tree: Any, state: str, article: str = "a1") -> list[str]:
    return texts(find(tree, f"#{article} li.{state}"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = scored_folder(tmp_path / "scored")
    write_errors(made)
    return made


def test_the_headline_is_joint_f1_with_its_interval_and_every_layer_has_a_row(folder: Path) -> None:
    tree = report(folder)
    # Of 11 labels and 11 items given in each article 10 meet, and one of these has the wrong source.
    first = texts(find(tree, ".figure"))[0]
    assert first.startswith("0.818 joint F1 95 % interval")
    rows = texts(find(tree, "#scores .scroll tbody tr"))
    assert [row.split()[0] for row in rows] == ["all", "claims", "stances", "conditions"]
    assert "Only 2 articles" in tree.text_content()


def test_both_sides_hold_the_text_to_the_letter_and_marks_its_items(folder: Path) -> None:
    tree = report(folder)
    assert words(tree, 0) == words(tree, 1) == text_of(ITEMS)
    marked = ["".join(each.itertext()) for each in find(tree, "#a1 .words")[0].iter("mark")]
    assert content(0).split(" if ")[1] in "".join(marked)
    assert not any(" said " in each for each in marked)


def test_every_item_is_listed_once_with_what_is_wrong_with_it(folder: Path) -> None:
    tree = report(folder)
    (wrong,), (missed,), (spurious,) = (entries(tree, state) for state in ("wrong", "missed", "spurious"))
    assert "addressee" in wrong
    assert "source Omar Hadi ≠ Ines Dahl" in wrong
    assert "she was told" in wrong
    assert "refused" in missed
    assert "rule content.grounded · stage not reached: survived" in missed
    assert "duplicate" in spurious
    assert "given s3" in spurious
    assert len(entries(tree, "right")) == 9


def test_a_number_in_the_text_leads_to_its_item_on_both_sides(folder: Path) -> None:
    tree = report(folder)
    ids = {each.get("id") for each in tree.iter() if each.get("id")}
    links = [each.get("href") for each in tree.iter("a") if each.get("href")]
    assert links
    assert all(link[0] == "#" and link[1:] in ids for link in links)
    gold, given = ({each.get("href") for each in side.iter("a")} for side in find(tree, "#a1 .words"))
    assert (len(gold & given), len(gold - given), len(given - gold)) == (10, 1, 1)


def test_kinds_come_by_what_they_are_worth_and_rules_and_suspects_are_told(folder: Path) -> None:
    tree = report(folder)
    kinds = texts(find(find(tree, "#errors .columns")[0], "tbody tr"))
    assert [kind.split()[0] for kind in kinds] == ["addressee", "refused"]
    assert "+0.250" in kinds[0]
    assert texts(find(tree, "#rules tbody tr")) == ["content.grounded 2 0.500 –"]
    suspect = texts(find(tree, "#suspects tbody tr"))[0]
    assert "source: X" in suspect
    assert text_of(1)[:8] in suspect


def test_without_the_files_of_errors_the_page_says_so_and_shows_what_the_alignment_does(tmp_path: Path) -> None:
    tree = report(scored_folder(tmp_path))
    told = " ".join(texts(find(tree, ".absent")))
    assert "no errors.jsonl" in told
    assert "no errors.json:" in told
    assert [each.split()[1] for each in (*entries(tree, "missed"), *entries(tree, "wrong"))] == ["missed", "source"]
    assert not tree.xpath("//*[@data-kind]")


def test_without_texts_the_items_are_listed_all_the_same(folder: Path) -> None:
    (folder / "articles.jsonl").unlink()
    tree = report(folder)
    assert "no articles.jsonl" in tree.text_content()
    assert not find(tree, ".words")
    assert len(entries(tree, "missed")) == 1


def test_an_error_that_names_no_item_is_counted(folder: Path) -> None:
    with (folder / "errors.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(error("missed", gold="nosuch")) + "\n")
    assert "1 lines of errors.jsonl name no item" in report(folder).text_content()


def test_marginal_labels_are_no_errors(folder: Path) -> None:
    file = folder / "alignment.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        for item in line["missed"]:
            item["core"] = False
    write_lines(file, lines)
    tree = report(folder)
    assert not entries(tree, "missed")
    assert len(entries(tree, "marginal")) == 1


def test_of_several_repeats_one_is_shown(folder: Path) -> None:
    file = folder / "alignment.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    second = [{**line, "repeat": 2, "spurious": []} for line in lines]
    write_lines(file, [*({"repeat": 1, **line} for line in lines), *second])
    assert len(entries(report(folder), "spurious")) == 1
    tree = report(folder, repeat=2)
    assert not entries(tree, "spurious")
    assert "read 2 times" in tree.text_content()
    with pytest.raises(InputError, match="holds 2"):
        read_scored(folder, repeat=3)


def _poisoned(value: Any) -> Any:
    """Every name, id and word of a line of JSON made hostile; lengths of texts are kept, for offsets hold in them."""
    if isinstance(value, dict):
        return {name: each if name in ("layer", "places") else _poisoned(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each) for each in value]
    return f"{HOSTILE}{value}" if isinstance(value, str) else value


def test_nothing_of_an_article_or_a_name_becomes_markup(tmp_path: Path) -> None:
    folder = scored_folder(tmp_path, name=HOSTILE)
    write_errors(folder)
    for name in ("alignment.jsonl", "errors.jsonl"):
        file = folder / name
        write_lines(file, [_poisoned(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()])
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    for article in scores["articles"]:
        article |= {"id": HOSTILE + article["id"], "story": HOSTILE}
        for layer in article["layers"].values():
            layer["confusion"] = [[*map(_poisoned, cell)] for cell in layer["confusion"]]
            layer["attributes"] = {HOSTILE + name: counts for name, counts in layer["attributes"].items()}
    (folder / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    sums = json.loads((folder / "errors.json").read_text(encoding="utf-8"))
    poisoned = {
        "kinds": {HOSTILE: {HOSTILE: {"n": 1, "joint_f1_regained": 0.1}}},
        "waterfall": {HOSTILE: {HOSTILE: 1}},
        "rules": {HOSTILE: {"n": 1, "precision": 0.5, "recall": 0.5}},
        "suspects": [{HOSTILE: HOSTILE, "article": f"{HOSTILE}a0"}],
    }
    (folder / "errors.json").write_text(json.dumps(sums | poisoned), encoding="utf-8")
    text = (HOSTILE * 20)[: len(text_of(ITEMS))].ljust(len(text_of(ITEMS)))
    write_lines(folder / "articles.jsonl", [{"id": f"{HOSTILE}a{n}", "title": HOSTILE, "text": text} for n in range(2)])
    html = page(read_scored(folder))
    tree = lxml.html.document_fromstring(html)
    assert words(tree, 0) == words(tree, 1) == text
    assert html.count("<script") == html.count("</script") == 1
    assert not {"img", "iframe", "object", "embed", "link", "base"} & {each.tag for each in tree.iter()}
    assert not [name for each in tree.iter() if isinstance(each.tag, str) for name in each.attrib if name[:2] == "on"]


def test_signs_that_turn_the_writing_are_shown_and_lines_stay(folder: Path) -> None:
    assert visible("a\u202eb\nc\x00d\te") == "a\ufffdb\nc\u2400d e"
    file = folder / "articles.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    lines[0]["title"] = "turned \u202e round"
    write_lines(file, lines)
    assert "\u202e" not in page(read_scored(folder))


def test_the_page_fetches_nothing_and_lets_no_other_script_run(folder: Path) -> None:
    html = page(read_scored(folder))
    assert not re.search(r"\bsrc=|@import|url\(|https?:|//[a-z]+\.", html.split("</style>")[1].split("<script>")[0])
    assert "url(" not in html
    assert "@import" not in html
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    tree = lxml.html.document_fromstring(html)
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        (element,) = tree.iter(tag)
        digest = b64encode(sha256(element.text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy.replace("&#39;", "'")
    assert "default-src 'none'" in policy.replace("&#39;", "'")
    assert not [each for each in tree.iter() if isinstance(each.tag, str) and each.get("style")]


def test_forty_articles_stay_under_three_megabytes(tmp_path: Path) -> None:
    folder = scored_folder(tmp_path, articles=40, items=20)
    write_errors(folder)
    assert len(page(read_scored(folder)).encode()) < 3_000_000


def test_cues_come_from_the_run_and_from_the_gold(folder: Path, tmp_path: Path) -> None:
    from evals.planting import gold, gold_of, record_of

    (folder / "run-1").mkdir()
    write_lines(folder / "run-1" / "records.jsonl", [record_of(ITEMS, "a0")])
    labels = tmp_path / "gold.jsonl"
    labels.write_text(gold(gold_of(ITEMS, "a0")).to_json() + "\n", encoding="utf-8")
    (missed,) = entries(report(folder, gold=labels), "missed")
    assert "cue said" in missed
    (wrong,) = entries(report(folder, gold=labels), "wrong")
    assert wrong.count("cue said") == 2
    assert "cue said" not in entries(report(folder), "missed")[0]


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("alignment.jsonl", None, "holds no alignment.jsonl"),
        ("alignment.jsonl", "{}\n", "alignment.jsonl:1: article: Field required"),
        ("errors.jsonl", "7\n", "errors.jsonl:1: not an object"),
        ("errors.json", "{", "errors.json: not JSON"),
        ("errors.json", '{"kinds": 7}', "errors.json: kinds:"),
        ("articles.jsonl", '{"id": "a0", "text": "short"}\n', "a0: its text in articles.jsonl is shorter"),
    ],
)
def test_a_folder_that_cannot_be_reported_is_one_line(folder: Path, file: str, text: str | None, problem: str) -> None:
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_scored(folder)
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)
