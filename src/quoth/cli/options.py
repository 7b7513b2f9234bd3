"""The options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...", help="Files, folders or patterns: text, HTML, JSONL, JSON, CSV, Parquet; - for stdin."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="M",
        help="`local`, a .gguf file, or a name that the endpoint knows.",
        show_default=False,
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="U", help="An OpenAI-compatible endpoint. The key is read from OPENAI_API_KEY."),
]
Like = Annotated[
    str | None,
    typer.Option("--like", metavar="NAME", help="A known model whose limits and price an unknown one has."),
]
Prompt = Annotated[
    str | None,
    typer.Option(
        "--prompt",
        "-p",
        metavar="P",
        help="A shipped prompt's name, or a prompt file; the one that fits the model if left out.",
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="FILE", help="A TOML file that sets how the rules are applied (`quoth rules`)."),
]
Passes = Annotated[
    int,
    typer.Option(
        "--passes", metavar="N", help="Passes over each chunk, 1 to 3: from the second on for what is missing."
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask the model also where its answer is known.")]
InFlight = Annotated[
    int | None,
    typer.Option(
        "--in-flight", metavar="N", min=1, help="Calls in flight at most; fewer while the endpoint is pressed."
    ),
]
RequestsAMinute = Annotated[
    float | None,
    typer.Option("--rpm", metavar="N", help="Requests a minute; else learnt from the endpoint's headers."),
]
TokensAMinute = Annotated[
    float | None, typer.Option("--tpm", metavar="N", help="Tokens a minute; else learnt from the endpoint's headers.")
]
Deadline = Annotated[
    float | None,
    typer.Option("--deadline", metavar="SECONDS", help="For one request with all its retries; 600 if left out."),
]
MaxCost = Annotated[
    float | None, typer.Option("--max-cost", metavar="USD", help="End, to be gone on with, before this is spent.")
]
MaxTokens = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", help="The same for tokens, in and out together.")
]
MaxMinutes = Annotated[float | None, typer.Option("--max-minutes", metavar="N", help="The same for time.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program, on standard output.")]

JsonProgress = Annotated[
    bool,
    typer.Option(
        "--json-progress", help="Tell the progress as JSON lines, on standard error (`quoth schema progress`)."
    ),
]
OpenTelemetry = Annotated[
    bool,
    typer.Option("--otel", help="Send a span for the run and for each call; where to, the OTEL_* variables say."),
]


def _column(part: str, what: str | None = None) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        f"--{part}-column", metavar="C", help=f"The column or JSON field that holds the {what or part}."
    )
    return option


TextColumn = Annotated[str, _column("text")]
IdColumn = Annotated[str, _column("id")]
TitleColumn = Annotated[str, _column("title")]
PublisherColumn = Annotated[str, _column("publisher")]
PublishedColumn = Annotated[str, _column("published", "date of publication")]
UrlColumn = Annotated[str, _column("url", "address")]
