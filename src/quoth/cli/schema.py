"""`quoth schema`: the JSON Schemas of what Quoth writes, and of what a model may answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Without a name, the names are listed.")] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write every schema into this folder.")
    ] = None,
) -> None:
    """Print a JSON Schema, or list their names."""
    from quoth.errors import OutputError, QuothError
    from quoth.views.schemas import SCHEMAS, as_text, write_schemas

    if write is not None:
        try:
            for path in write_schemas(write):
                typer.echo(str(path))
        except OSError as error:
            raise OutputError(f"{write}: cannot write: {error.strerror}") from None
    elif name is None:
        typer.echo("\n".join(SCHEMAS))
    elif name in SCHEMAS:
        typer.echo(as_text(SCHEMAS[name]()), nl=False)
    else:
        raise QuothError(f"no schema {name!r}; there are {', '.join(SCHEMAS)}")
