"""`quoth gold`: labels made by hand, checked, counted, compared, taken in and handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quoth.cli import options
from quoth.cli.printing import print_json, say
from quoth.errors import OK, PARTIAL, InputError

if TYPE_CHECKING:
    pass

verbs = typer.Typer(
    help="Check, count, compare, import and export labels made by hand.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_GoldPath = Annotated[Path, typer.Argument(metavar="GOLD", help="A gold file, or a folder of them.")]
_Articles = Annotated[
    Path, typer.Option("--articles", "-a", metavar="DIR", help="The labelled texts: files named after the ids.")
]


@verbs.command("check")
def check(gold: _GoldPath, articles: _Articles, as_json: options.Json = False) -> int:
    """Hold every label against its text: each span by its words, each changed text by what stands around them.

    Exit codes: 0 every label stands; 1 some do not; 2 no gold.
    """
    from quoth.evals.anchoring import anchored
    from quoth.evals.gold import read_gold

    problems, moved, checked = [], 0, 0
    for labels in read_gold(gold):
        checked += 1
        try:
            text, sha256 = _text(articles, labels.article.id)
            moved += anchored(labels, text, sha256) is not labels
        except InputError as problem:
            problems.append(str(problem))
    if as_json:
        print_json({"articles": checked, "changed": moved, "problems": problems})
    else:
        for line in problems:
            say(line)
        changed = f", {moved} whose text has changed and whose labels were found again" if moved else ""
        typer.echo(f"{checked} labelled articles, {len(problems)} with labels that do not stand{changed}")
    return PARTIAL if problems else OK


@verbs.command("stats")
def stats(gold: _GoldPath, as_json: options.Json = False) -> None:
    """Count what is labelled: by split, by layer, core and marginal, and by the attributes' values."""
    from quoth.evals.gold import read_gold
    from quoth.evals.gold_stats import counted, stats_lines

    found = counted(read_gold(gold))
    if as_json:
        print_json(found)
        return
    for line in stats_lines(found):
        typer.echo(line)


@verbs.command("agreement")
def agreement(
    one: Annotated[Path, typer.Argument(metavar="ONE", help="One annotator's gold.")],
    two: Annotated[Path, typer.Argument(metavar="TWO", help="The other's, of the same articles.")],
    as_json: options.Json = False,
) -> None:
    """Tell how far two annotators agree, layer by layer: F1 of one against the other, kappa of the attributes."""
    from quoth.evals.agreement import agreement as agreed
    from quoth.evals.gold import read_gold
    from quoth.evals.gold_stats import agreement_json, agreement_lines

    first = {each.article.id: each for each in read_gold(one)}
    pairs = [(first[each.article.id], each) for each in read_gold(two) if each.article.id in first]
    if not pairs:
        raise InputError(f"{one} and {two} have no article in common")
    found = agreed(pairs)
    if as_json:
        print_json(agreement_json(found, len(pairs)))
        return
    for line in agreement_lines(found, len(pairs)):
        typer.echo(line)


@verbs.command("import")
def import_(
    words: Annotated[Path, typer.Argument(metavar="WORDS", help="JSONL of labels in words, as the guidelines show.")],
    articles: _Articles,
    annotator: Annotated[str, typer.Option("--annotator", help="Who labelled.")],
    guidelines: Annotated[str, typer.Option("--guidelines", help="The version of the guidelines worked by.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The gold file to write.")],
    test: Annotated[list[str] | None, typer.Option("--test", metavar="S", help="A story of the test split.")] = None,
) -> int:
    """Turn labels in words into gold with offsets. The story is what an id's first two parts say: story-03-herald.

    Exit codes: 0 all of them; 1 some articles have labels that do not stand, and are left out; 2 no labels.
    """
    from quoth.evals.wording import Labelling, gold_of_words, read_words

    lines, problems = [], 0
    for label in read_words(words):
        article = str(label.get("id", "?"))
        story = "-".join(article.split("-")[:2])
        split = "test" if story in (test or ()) else "dev"
        try:
            text, _ = _text(articles, article)
            gold = gold_of_words(label, text, Labelling(annotator, guidelines, story, split))
            lines.append(gold.to_json() + "\n")
        except InputError as problem:
            problems += 1
            say(str(problem))
    if not lines and not problems:
        raise InputError(f"{words}: holds no labels")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(lines), encoding="utf-8")
    typer.echo(f"{out}: {len(lines)} labelled articles, {problems} left out")
    return PARTIAL if problems else OK


@verbs.command("export")
def export(gold: _GoldPath) -> None:
    """Write labels as W3C web annotations, one JSON object a line, to the standard output."""
    import json

    from quoth.evals.gold import read_gold
    from quoth.evals.web_annotations import web_annotations

    for labels in read_gold(gold):
        for each in web_annotations(labels):
            typer.echo(json.dumps(each, ensure_ascii=False))


def _text(articles: Path, article: str) -> tuple[str, str]:
    """The text of a labelled article and its hash. Raises InputError where no file has the name."""
    from hashlib import sha256

    for path in (articles / article, articles / f"{article}.txt"):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            return text, sha256(text.encode()).hexdigest()
    raise InputError(f"{article}: no such text in {articles}")
