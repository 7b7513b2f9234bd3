"""Actors and targets of many articles, and the file in which they are corrected."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from benchmarks.grouping import b_cubed, failures, gold_records, grouped
from hypothesis import given
from hypothesis import strategies as st

from quoth.corpus import Corpus
from quoth.corpus.joined import Joined
from quoth.corpus.targets import content_of, same
from quoth.errors import InputError
from quoth.records import Actor, ArticleHead, Coverage, Record, Span, Stance

SPAN = Span(start=0, end=1, text="x")


def record(identifier: str, *stances: tuple[str, str, str]) -> Record:
    """An article whose stances have these holders, kinds and targets."""
    head = ArticleHead(id=identifier, title=None, publisher=None, published=None, url=None, sha256="0" * 64, length=9)
    items = [
        Stance(
            id=f"s{n}",
            claim=None,
            holder=Actor(name=name, kind=kind),  # type: ignore[arg-type]
            target=target,
            target_kind="proposition",
            polarity="support",
            evidence=(SPAN,),
        )
        for n, (name, kind, target) in enumerate(stances)
    ]
    return Record(article=head, stances=tuple(items), coverage=Coverage(chunks=1, ok=1, empty=0, failed=0))


def actors(*articles: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    records = [record(f"a{n}", *((name, kind, "x") for name, kind in names)) for n, names in enumerate(articles)]
    groups = Corpus.of(records).actors
    return {mention: groups.of(*mention) for mention in groups.found}


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (("Ana Ruiz", "person"), ("Ruiz", "person"), True),
        (("President Ana Ruiz", "person"), ("Ana Ruiz", "person"), True),
        (("Oleh Zelensky", "person"), ("Oleh Zelenskyy", "person"), True),
        (("Ana Ruiz", "person"), ("Eva Ruiz", "person"), False),
        (("Lowland Patriotic Front", "organisation"), ("LPF", "organisation"), True),
        (("Altasal", "organisation"), ("Altasal Lithium Corp", "organisation"), True),
        (("Kasveth", "government"), ("Foreign Ministry of Kasveth", "government"), False),
        (("Sevanta", "organisation"), ("Sevanta spokesperson", "office"), False),
        (("Kasveth", "government"), ("Kasveth and Delmar", "group"), False),
        (("a diplomat", "unnamed"), ("a diplomat", "unnamed"), False),
        (("the government", "government"), ("the government", "government"), False),
        (("Іван Мельник", "person"), ("Мельник", "person"), True),
        (("乌兰", "person"), ("乌兰", "person"), True),
    ],
    ids=lambda name: name[0] if isinstance(name, tuple) else "",
)
def test_two_names_in_two_articles(one: tuple[str, str], other: tuple[str, str], joined: bool) -> None:
    found = actors([one], [other])
    assert (found["a0", one[0]] == found["a1", other[0]]) is joined


def test_a_description_is_one_actor_where_the_articles_tell_one_story() -> None:
    story = [("Ana Ruiz", "person"), ("Omar Hadi", "person"), ("the government", "government")]
    found = actors(story, story, [("Ana Ruiz", "person"), ("the government", "government")])
    assert found["a0", "the government"] == found["a1", "the government"] != found["a2", "the government"]


def test_a_surname_of_two_people_stays_alone_but_where_one_of_them_stands_beside_it() -> None:
    found = actors([("Ana Ruiz", "person")], [("Eva Ruiz", "person")], [("Ruiz", "person")])
    assert len(set(found.values())) == 3
    found = actors([("Ana Ruiz", "person")], [("Eva Ruiz", "person"), ("Ruiz", "person")])
    assert found["a1", "Ruiz"] == found["a1", "Eva Ruiz"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("The truce", "a truce", True),
        ("Mines are cleared from the eastern approach", "The eastern approach is clear of mines", True),
        ("A fee of $3.00", "A fee of $3.60", False),
        ("The army leaves", "The army does not leave", False),
        ("A ceasefire", "No ceasefire", False),
        ("Prices rise in May", "Prices fall in May", False),
        ("沿当前战线停火", "在当前战线停火", True),
        ("停火", "撤军", False),
    ],
)
def test_two_targets_mean_the_same_by_their_words(one: str, other: str, alike: bool) -> None:
    assert same(content_of(one), content_of(other)) is alike
    assert same(content_of(other), content_of(one)) is alike


def test_a_target_of_another_story_is_another_target() -> None:
    north, south = ("Ana Ruiz", "person", "The recount"), ("Bo Lind", "person", "A recount")
    targets = Corpus.of([record("a", north), record("b", north), record("c", south)]).targets
    assert targets.of("a", "The recount") == targets.of("b", "The recount") != targets.of("c", "A recount")


def test_a_correction_stays_when_the_run_has_grown(tmp_path: Path) -> None:
    records = [
        record("a", ("Ana Ruiz", "person", "the closing of Ojo Azul")),
        record("b", ("Ana Ruiz", "person", "the retirement of the well")),
    ]
    Corpus.of(records).write(tmp_path)
    path = tmp_path / "targets.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["group"] for row in rows}) == 2
    for row in rows:
        row["group"] = "Ojo Azul is closed"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    grown = Corpus.of([*records, record("c", ("Ana Ruiz", "person", "a new lease"))], tmp_path)
    grown.write(tmp_path)
    again = Corpus.of(records[:1], tmp_path)
    assert {again.targets.of("a", "the closing of Ojo Azul"), grown.targets.of("b", "the retirement of the well")} == {
        "Ojo Azul is closed"
    }
    again.write(tmp_path)
    assert "the retirement of the well,0" in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name,group\nx,y\n", "targets.csv:1: the columns must be"),
        ("name,articles,found,group\nx,1,x,\n", "targets.csv:2: `group` is empty"),
    ],
)
def test_a_file_of_corrections_that_is_none_is_named(content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(content)
    with pytest.raises(InputError, match=told):
        Corpus.of([], tmp_path)


def test_our_dev_articles_are_grouped_as_well_as_told() -> None:
    import json

    same_as = json.loads((Path(__file__).parents[2] / "evals/grouping/same.json").read_text(encoding="utf-8"))
    for layer, least in (("actors", 0.99), ("targets", 0.97)):
        joined: Joined[Any] = grouped(gold_records())[layer]
        items = [item for group in joined.groups() for item in group]
        true = {item: item for item in items} | {tuple(e): tuple(g[0]) for g in same_as[layer] for e in g}
        assert b_cubed({item: joined.root(item) for item in items}, true)[2] >= least
        assert len(failures(joined, true)[0]) <= 2


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_joined_items_have_one_root(pairs: list[tuple[int, int]]) -> None:
    joined: Joined[int] = Joined()
    for pair in pairs:
        joined.join(pair)
    assert all(joined.root(one) == joined.root(other) for one, other in pairs)
    assert sorted(item for group in joined.groups() for item in group) == sorted({n for pair in pairs for n in pair})
