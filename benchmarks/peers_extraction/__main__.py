"""langextract with the same model on the same articles, scored by the same scorer; its tokens and its minutes.

python -m benchmarks.peers_extraction --base-url U --model M --peer PYTHON --out DIR [--most N]
    (--articles FOLDER [--gold GOLD [--split S]] | --corpus NAME=FOLDER)
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.peers_extraction import prompt
from benchmarks.peers_extraction.asking import Manner, extracted
from benchmarks.peers_extraction.extracted import record_of
from quoth.articles.article import Article
from quoth.errors import QuothError
from quoth.evals.anchoring import anchored
from quoth.evals.corpora import corpus_at
from quoth.evals.gold import read_gold
from quoth.evals.scorebook import scorebook, write_scorebook
from quoth.evals.suites import read_text
from quoth.evals.units import Labels, labels_of
from quoth.records import Record
from quoth.runs import folder
from quoth.runs.lines import ArticleLine, to_line
from quoth.runs.manifest import Identity, Manifest, PromptUsed, SettingsUsed, without_secrets
from quoth.views.scores import score_json, score_lines

FIGURES = "figures.json"


def chosen(asked: argparse.Namespace) -> list[tuple[Article, Labels | None]]:
    """The articles and, where there are any, what is owed of each. Raises QuothError."""
    return list(islice(_chosen(asked), asked.most))


def _chosen(asked: argparse.Namespace) -> Iterator[tuple[Article, Labels | None]]:
    if asked.corpus is not None:
        corpus, at = corpus_at(asked.corpus)
        yield from corpus.read(at)
    elif asked.gold is not None:
        for gold in read_gold(asked.gold):
            if asked.split in (None, gold.article.split):
                article = read_text(asked.articles, gold.article.id)
                yield article, labels_of(anchored(gold, article.text, article.sha256))
    else:
        for file in sorted(asked.articles.glob("*.txt")):
            yield read_text(asked.articles, file.name), None


def write_run(out: Path, articles: Sequence[Article], records: Mapping[str, Record], manner: Manner) -> None:
    """The articles and records as a run folder, so that `quoth score` and `quoth show` read it."""
    settings = SettingsUsed(
        chunk_tokens=manner.max_char_buffer // 4, answer_tokens=manner.answer_tokens, context_sentences=0
    )
    told = PromptUsed(name="langextract", version="1", hash=sha256(prompt.DESCRIPTION.encode()).hexdigest())
    endpoint = without_secrets(manner.base_url)
    run = Identity(model=manner.model, endpoint=endpoint, prompt=told, settings=settings, answer_schema=manner.digest)
    (out / folder.MANIFEST).write_bytes(to_line(Manifest(run=run, commands=())))
    (out / folder.RECORDS).write_bytes(b"".join(map(to_line, records.values())))
    covered = [ArticleLine.of(each) for each in articles if each.id in records]
    (out / folder.ARTICLES).write_bytes(b"".join(map(to_line, covered)))


def sums(lines: Mapping[str, Mapping[str, Any]], counts: Counter[str], articles: int) -> dict[str, Any]:
    """What the extraction used and what came of it, all articles together; a name that is not there is nought."""
    found: Counter[str] = Counter(counts)
    for line in lines.values():
        found.update(line["used"])
    failed = articles - sum(not line["error"] for line in lines.values())
    minutes = sum(line["seconds"] for line in lines.values()) / 60
    return {"articles": articles, "failed": failed, "minutes": minutes, **{name: found[name] for name in _SUMMED}}


_USED = ("calls", "tokens_in", "tokens_cached", "tokens_out", "without_usage", "cut_off", "unread")
_SUMMED = (*_USED, "extractions", "kept", "ungrounded", "repeated", "class", "value")


def sum_lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{found['articles']} articles, {found['failed']} failed; {found['minutes']:.1f} minutes, "
        f"{found['calls']} calls: {found['tokens_in']:,} tokens in ({found['tokens_cached']:,} cached), "
        f"{found['tokens_out']:,} out"
    )
    if found["without_usage"] or found["cut_off"] or found["unread"]:
        yield (
            f"{found['cut_off']} answers cut off at the longest allowed, {found['unread']} that langextract could not "
            f"read, {found['without_usage']} without a usage: their tokens are not in the sums"
        )
    yield (
        f"{found['extractions']} extractions: {found['kept']} kept; {found['ungrounded']} without a place in the "
        f"text, {found['repeated']} repeated, {found['class']} of no class that was asked for; "
        f"{found['value']} values unknown"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if (asked.corpus is None) == (asked.articles is None):
        raise SystemExit("give --articles FOLDER (with --gold to score them), or --corpus NAME=FOLDER")
    manner = Manner(
        asked.model,
        asked.base_url,
        asked.max_char_buffer,
        asked.answer_tokens,
        not asked.unconstrained,
        asked.in_flight,
    )
    told = versions(asked.peer, ("langextract", "openai"))
    print(f"langextract {told.get('langextract', 'is missing')}, openai {told.get('openai', 'is missing')}", flush=True)
    try:
        pairs = chosen(asked)
        if not pairs:
            raise SystemExit(f"{asked.corpus or asked.gold or asked.articles}: holds no article")
        found = _extract(asked, manner, [article for article, _ in pairs])
        labels = [each for _, each in pairs if each is not None]
        figures: dict[str, Any] = {"versions": told, "machine": machine(), "manner": asdict(manner), "sums": found[1]}
        figures["manner"]["base_url"] = without_secrets(manner.base_url)
        if labels:
            book, alignment = scorebook("langextract", found[0], labels)
            write_scorebook(asked.out, book, alignment)
            figures["scores"] = score_json(book)
            for line in score_lines(book):
                print(line)
            print()
    except QuothError as problem:
        raise SystemExit(str(problem)) from None
    for line in sum_lines(found[1]):
        print(line)
    (asked.out / FIGURES).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(bool(found[1]["failed"]))


def _extract(
    asked: argparse.Namespace, manner: Manner, articles: Sequence[Article]
) -> tuple[dict[str, Record], dict[str, Any]]:
    asked.out.mkdir(parents=True, exist_ok=True)
    lines = extracted(asked.out, asked.peer, articles, manner)
    counts: Counter[str] = Counter()
    records = {}
    for article in articles:
        line = lines.get(article.id)
        if line is not None and not line["error"]:
            records[article.id], counted = record_of(article, line["extractions"])
            counts.update(counted, extractions=len(line["extractions"]))
    write_run(asked.out, articles, records, manner)
    return records, sums(lines, counts, len(articles))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers_extraction", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--articles", type=Path, metavar="FOLDER", help="texts, a file each")
    parser.add_argument("--gold", type=Path, metavar="G", help="labels of them: only labelled articles are read")
    parser.add_argument("--split", help="only this part of the gold: dev or test")
    parser.add_argument("--corpus", metavar="NAME=FOLDER", help="a corpus of others, with its labels")
    parser.add_argument("--most", type=int, metavar="N", help="only the first so many articles")
    parser.add_argument("--base-url", required=True, metavar="U", help="an OpenAI-compatible endpoint, ending in /v1")
    parser.add_argument("--model", required=True, metavar="M", help="as the endpoint calls it")
    parser.add_argument("--peer", required=True, metavar="PYTHON", help="of an environment with langextract[openai]")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="extractions, records and scores go there"
    )
    parser.add_argument("--in-flight", type=int, default=1, help="calls at once (default %(default)s)")
    parser.add_argument("--max-char-buffer", type=int, default=1000, help="characters a call (default %(default)s)")
    parser.add_argument("--answer-tokens", type=int, default=2048, help="of the longest answer (default %(default)s)")
    parser.add_argument("--unconstrained", action="store_true", help="ask for JSON, and for no schema")
    return parser


if __name__ == "__main__":
    sys.exit(main())
