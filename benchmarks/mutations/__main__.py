"""python -m benchmarks.mutations [--corpora PATH] [--kind KIND …] [--show KIND] [--json FILE] [--peer PYTHON]"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import quoth
from benchmarks.mutations.aligning import compare
from benchmarks.mutations.correct import Correct, own_answers
from benchmarks.mutations.judging import Judged, judge
from benchmarks.mutations.kinds import KINDS, mutants
from benchmarks.mutations.polnear import polnear_answers
from benchmarks.mutations.table import alarms, print_alarms, print_misses, print_rows, row
from quoth.extraction.document import Leads
from quoth.extraction.prompts import load


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _asked(arguments)
    corpora = _corpora(asked.corpora, asked.leads)
    print(f"quoth {quoth.__version__}, Python {platform.python_version()}, seed {asked.seed}")
    for name, answers in corpora.items():
        print(f"{name}: {len(answers)} answers, {sum(len(each.claims) for each in answers)} claims", end="")
        print(f", {sum(len(each.conditions) for each in answers)} conditions")
    found: dict[str, list[Judged]] = {}
    aside = 0
    for kind in asked.kind or KINDS:
        broken = [each for answers in corpora.values() for each in mutants(answers, kind, asked.most, asked.seed)]
        found[kind] = [judged for each in broken if (judged := judge(each)) is not None]
        aside += len(broken) - len(found[kind])
    rows = {kind: row(judged) for kind, judged in found.items()}
    own = {
        kind: row([each for each in judged if each.mutant.correct.corpus == "own"]) for kind, judged in found.items()
    }
    rows["all"] = row([each for judged in found.values() for each in judged])
    print_rows(rows)
    print(f"set aside, because the unbroken item is refused or spoilt: {aside}")
    print()
    seen = {name: alarms(answers) for name, answers in corpora.items()}
    for name, each in seen.items():
        print_alarms(name, each)
    if asked.show:
        print_misses(found.get(asked.show, []))
    told: dict[str, Any] = {
        "mutants": rows,
        "mutants of own": own,
        "correct": {name: vars(each) for name, each in seen.items()},
    }
    if asked.peer:
        every = [each for answers in corpora.values() for each in answers]
        told["aligners"] = compare(every, asked.peer, asked.quotes, asked.seed)
    if asked.json:
        told["misses"] = {
            kind: [_miss(each) for each in judged if each.verdict == "missed"] for kind, judged in found.items()
        }
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"), help="holds polnear/dev")
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only this kind; may be repeated")
    parser.add_argument("--most", type=int, default=400, help="mutants of a kind and corpus at most")
    parser.add_argument("--leads", choices=get_args(Leads), default="model", help="whose reading stands")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", choices=list(KINDS), help="print what was let through of this kind")
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has langextract: its aligner beside ours")
    parser.add_argument("--quotes", type=int, default=100, help="quotations of a kind for the aligners")
    parser.add_argument("--json", type=Path, help="write figures and misses here")
    return parser.parse_args(arguments)


def _corpora(folder: Path, leads: Leads) -> dict[str, list[Correct]]:
    prompt = replace(load("claims"), leads=leads)
    corpora = {"own": own_answers(prompt)}
    labelled = polnear_answers(folder / "polnear" / "dev", prompt)
    if labelled:
        corpora["polnear"] = labelled
    else:
        print(f"{folder}: no polnear/dev here; skipped")
    return corpora


def _miss(judged: Judged) -> dict[str, Any]:
    mutant = judged.mutant
    before = dict(mutant.before) if mutant.before else None
    return {"article": mutant.correct.id, "before": before, "broken": dict(mutant.item), "record": judged.left}


if __name__ == "__main__":
    sys.exit(main())
