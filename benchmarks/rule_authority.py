"""Which rules may drop and repair: each measured on answers that models gave, against labels made by hand.

    python -m benchmarks.rule_authority --answers text=RUN --answers model=RUN [--corpus polnear=FOLDER] [--write]

RUN is a run folder, or a file of kept answers as `evals/strong/own-dev.jsonl`. All are read again under other rule
settings; no model is asked. For each rule: the items that it acts on,
how many of these a label shows to be wrong, and joint F1 over all layers with the rule acting and with it flagging,
the other rules doing what they have earned. A rule that acts without having earned it is taken out, the worst first,
until none is left. Also told: joint F1 of each layer with the rules that act, and with every optional one off.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quoth.articles.article import Article
from quoth.evals.alignment import align
from quoth.evals.corpora import corpus_at
from quoth.evals.errors import Read
from quoth.evals.kept_answers import Kept, KeptAnswers
from quoth.evals.rule_scores import verdicts_of
from quoth.evals.scorebook import scorebook
from quoth.evals.statistics import f1
from quoth.evals.suites import load_suite
from quoth.evals.units import LAYERS, Labels
from quoth.extraction.document import Leads
from quoth.extraction.few_shot_leakage import FewShotText
from quoth.extraction.prompts import load
from quoth.extraction.replay import RawAnswer, derived
from quoth.extraction.rules import RuleOverride, rule_id
from quoth.extraction.rules.authority import ALWAYS, Measured
from quoth.extraction.rules.registry import WHOLE_RULES, every_rule
from quoth.records import Coverage, Record
from quoth.runs.lines import LedgerRow
from quoth.runs.opened import open_run

_ROOT = Path(__file__).resolve().parents[1]
_TABLE = _ROOT / "src" / "quoth" / "extraction" / "rules" / "authority.json"
_WHOLE = {rule_id(rule) for rule in WHOLE_RULES}
OPTIONAL = [identifier for identifier in map(rule_id, every_rule()) if identifier not in ALWAYS | _WHOLE]


@dataclass(frozen=True)
class Answered:
    """An article with the answers that a model gave, and its labels."""

    kept: Kept
    answers: tuple[RawAnswer, ...]
    coverage: Coverage
    labels: Labels
    taught: FewShotText

    def record(self, acting: Iterable[str]) -> Record:
        """What comes of the answers where these rules act, and the other optional ones flag."""
        acts = frozenset(acting)
        settings = {each: RuleOverride(action="acts" if each in acts else "flagged") for each in OPTIONAL}
        kept = self.kept
        return derived(kept.article, self.answers, self.coverage, settings, self.taught, kept.leads)


def read(folder: Path, labels: Mapping[str, Labels]) -> list[Answered]:
    """The labelled articles of a run that were answered whole."""
    run = open_run(folder)
    prompt = load(run.manifest.run.prompt.name)
    found = []
    with KeptAnswers(run) as answers:
        for record in run.records():
            kept = answers.of(record)
            if kept is None or record.article.id not in labels:
                continue
            raw = tuple(
                RawAnswer(row.chunk, row.pass_, row.start, row.end, row.answer)
                for row in kept.rows
                if row.outcome in ("ok", "empty", "ungrounded") and row.answer is not None
            )
            found.append(Answered(kept, raw, record.coverage, labels[record.article.id], prompt.taught))
    return found


def kept_answers(file: Path, leads: Leads, labels: Mapping[str, Labels]) -> list[Answered]:
    """The labelled articles of our own whose answers are kept in a file, one answer a line."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    prompt = load(lines[0]["prompt"].partition("/")[0])
    found = []
    for identifier in dict.fromkeys(line["article"] for line in lines):
        own = [line for line in lines if line["article"] == identifier]
        with (_ROOT / "evals" / "gold" / "articles" / f"{identifier}.txt").open(encoding="utf-8", newline="") as text:
            article = Article(id=identifier, text=text.read())
        rows = tuple(
            LedgerRow.model_construct(
                chunk=line["chunk"],
                pass_=1,
                start=line["start"],
                end=line["end"],
                outcome="ok",
                answer=json.dumps(line["answer"], ensure_ascii=False),
            )
            for line in own
        )
        answers = tuple(RawAnswer(row.chunk, 1, row.start, row.end, row.answer or "") for row in rows)
        coverage = Coverage(chunks=len(own), ok=len(own), empty=0, failed=0)
        found.append(Answered(Kept(article, rows, leads), answers, coverage, labels[identifier], prompt.taught))
    return found


def joint(articles: Sequence[Answered], acting: Iterable[str]) -> dict[str, float]:
    """Joint F1 by layer, and over all under "all"."""
    acting = tuple(acting)
    records = {each.labels.article: each.record(acting) for each in articles}
    book, _ = scorebook("authority", records, [each.labels for each in articles])
    present = [layer for layer in LAYERS if any(layer in each.labels.layers for each in articles)]
    return {"all": f1(book.counts("joint"))} | {layer: f1(book.counts("joint", layer)) for layer in present}


def acted(articles: Sequence[Answered]) -> dict[str, tuple[int, int]]:
    """By rule: the items that it would drop or repair and that a label can judge, and those of them that are wrong.

    Each item is judged as it is where no optional rule acts.
    """
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in articles:
        plain = each.record(())
        verdicts: dict[str, bool] = {}
        for aligned in align(each.labels, plain).values():
            verdicts |= verdicts_of(aligned, Read.of(each.labels.article, plain, each.kept))
        for identifier in OPTIONAL:
            if not any(finding.rule == identifier for finding in plain.findings):
                continue
            findings = each.record((identifier,)).findings
            for subject in {f.subject for f in findings if f.rule == identifier and f.action != "flagged"}:
                if subject in verdicts:
                    counts[identifier] += 1
                    wrong[identifier] += verdicts[subject]
    return {identifier: (counts[identifier], wrong[identifier]) for identifier in counts}


def earned(articles: Sequence[Answered]) -> dict[str, Measured]:
    """The table of the rules that acted: those without a right are taken out until each of the others has one."""
    counts = acted(articles)
    acting = set(counts)
    while True:
        whole = joint(articles, acting)["all"]
        rows = {}
        for identifier, (count, wrong) in counts.items():
            other = joint(articles, acting ^ {identifier})["all"]
            on, off = (whole, other) if identifier in acting else (other, whole)
            rows[identifier] = Measured(acted=count, wrong=wrong, f1_with=round(on, 5), f1_without=round(off, 5))
        unearned = [each for each in acting if not rows[each].earned]
        if not unearned:
            return {each: row if each in acting else _withheld(row) for each, row in rows.items()}
        acting.discard(min(unearned, key=lambda each: rows[each].f1_with - rows[each].f1_without))


def _withheld(row: Measured) -> Measured:
    """A rule that was taken out stays out, also where alone among what is left it would gain."""
    return row if not row.earned else row.model_copy(update={"f1_with": min(row.f1_with, row.f1_without)})


def labels_of(corpora: Sequence[str]) -> dict[str, Labels]:
    found = {
        labels.article: labels for _, labels in load_suite(_ROOT / "evals" / "suites" / "own-dev.toml").labelled({})
    }
    for given in corpora:
        corpus, folder = corpus_at(given)
        found |= {labels.article: labels for _, labels in corpus.read(folder)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", action="append", required=True, metavar="LEADS=RUN")
    parser.add_argument("--corpus", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--write", action="store_true", help="write authority.json")
    given = parser.parse_args()
    labels = labels_of(given.corpus)
    table: dict[str, dict[str, object]] = defaultdict(dict)
    made_with: dict[str, object] = {}
    by_lead: dict[Leads, list[Answered]] = defaultdict(list)
    for each in given.answers:
        leads, _, folder = each.partition("=")
        path = Path(folder)
        by_lead[leads] += read(path, labels) if path.is_dir() else kept_answers(path, leads, labels)
    for leads, articles in by_lead.items():
        rows = earned(articles)
        acting = [each for each, row in rows.items() if row.earned]
        made_with[leads] = {
            "articles": len(articles),
            "labels": sum(len(units) for each in articles for units in each.labels.layers.values()),
            "joint_with": {name: round(value, 4) for name, value in joint(articles, acting).items()},
            "joint_off": {name: round(value, 4) for name, value in joint(articles, ()).items()},
            "joint_all_acting": {name: round(value, 4) for name, value in joint(articles, OPTIONAL).items()},
        }
        print(f"\n{leads} leads: {json.dumps(made_with[leads])}")
        print(f"{'rule':30} {'acted':>6} {'wrong':>6} {'F1 with':>8} {'without':>8}  acts")
        for identifier, row in sorted(rows.items(), key=lambda one: -one[1].acted):
            table[identifier][leads] = row.model_dump()
            print(
                f"{identifier:30} {row.acted:6} {row.wrong:6} {row.f1_with:8.4f} {row.f1_without:8.4f}"
                f"  {'yes' if row.earned else '-'}"
            )
    if given.write:
        rows_in_order = {each: table[each] for each in map(rule_id, every_rule()) if each in table}
        written = {"made_with": made_with, "rules": rows_in_order}
        _TABLE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
