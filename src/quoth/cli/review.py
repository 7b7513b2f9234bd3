"""`quoth review`: correct predictions into gold, or label articles from nothing, in a browser."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from quoth.cli.printing import console, say
from quoth.errors import InputError


def review(
    given: Annotated[Path, typer.Argument(metavar="DIR|ARTICLES", help="The folder of a run, or articles to label.")],
    gold: Annotated[
        Path, typer.Option("--gold", metavar="FILE", help="Where labels go; FILE.journal holds each decision.")
    ],
    annotator: Annotated[str, typer.Option("--annotator", help="Who decides; the user's name if left out.")] = "",
    blind: Annotated[bool, typer.Option("--blind", help="Show no predictions, also where there are some.")] = False,
    blind_share: Annotated[
        float, typer.Option("--blind-share", min=0, max=1, help="Show none for this share of the articles.")
    ] = 0.0,
    beside: Annotated[
        Path | None, typer.Option("--beside", metavar="RUN", help="Another run: what it has otherwise comes first.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--anchoring", help="Tell how far labels agree with predictions, shown and blind, and end.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="GOLD", help="Another annotator's labels: DIR is then the first one's gold."),
    ] = None,
    texts: Annotated[
        Path | None, typer.Option("--articles", metavar="DIR", help="With --against: the labelled texts.")
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Of the loopback; a free one if left out.")] = 0,
) -> None:
    """Serve a page on which you accept, fix, reject and add items by keyboard. It listens on this machine only.

    Each decision is saved at once. An article that is done (d) stands in the gold file.
    """
    import secrets
    import socket
    from dataclasses import replace

    from quoth.articles import Article, read
    from quoth.runs.opened import open_run
    from quoth.views.review.adjudication import material
    from quoth.views.review.anchoring import anchoring, anchoring_lines, is_blind
    from quoth.views.review.desk import Desk, Material
    from quoth.views.review.journal import Journal

    try:
        import uvicorn

        from quoth.views.review.server import application
    except ModuleNotFoundError:
        raise InputError("quoth review needs more packages: pip install 'quoth[review]' brings them") from None
    if against is not None:
        if texts is None:
            raise InputError("--against needs --articles: the folder of the labelled texts")
        # Labels name an article as its file is named, without what says which kind of file it is.
        named = (
            replace(each, id=each.id.removesuffix(".txt")) for each in read([str(texts)]) if isinstance(each, Article)
        )
        papers = material(named, given, against)
    elif (given / "manifest.json").is_file():
        run = open_run(given)
        pairs = zip(run.articles(), run.records(), strict=True)
        others = {record.article.id: record for record in open_run(beside).records()} if beside is not None else {}
        share = 1.0 if blind else blind_share
        papers = [
            Material.of(article, record, others.get(article.id), blind=is_blind(article.id, share))
            for article, record in pairs
        ]
    else:
        papers = [Material(each, blind=True) for each in read([str(given)]) if isinstance(each, Article)]
    if not papers:
        raise InputError(f"{given}: holds no article to review")
    who = annotator or getpass.getuser()
    journal = Journal(gold.with_name(f"{gold.name}.journal"), who)
    desk, token = Desk(papers, journal, gold, who), secrets.token_urlsafe(24)
    if check:
        done = list(desk.beside_predictions())
        counts = {"shown": sum(not each[2] for each in done), "blind": sum(each[2] for each in done)}
        for line in anchoring_lines(anchoring(done), counts):
            console().print(line)
        return
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", port))
        own = listening.getsockname()[1]
        say(f"open http://127.0.0.1:{own}/#{token}  (Ctrl-C ends; decisions are in {gold.name}.journal)")
        server = uvicorn.Server(uvicorn.Config(application(desk, token, own), log_level="warning", access_log=False))
        server.run(sockets=[listening])
