"""Files and folders that appear whole: written beside their place first, then moved there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quoth.errors import OutputError


@contextmanager
def replacing(place: Path, *, force: bool) -> Iterator[Path]:
    """Where to write what is to stand at `place`, a file or a folder; it is moved there if nothing is raised.

    Raises OutputError where `place` is taken and not to be replaced, or cannot be written.
    """
    if place.exists() and not force:
        raise OutputError(f"{place}: is there already; give another --out, or --force to replace it")
    partial = place.with_name(f".{place.name}.partial")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove(partial)
        yield partial
        _remove(place)
        partial.rename(place)
    except OSError as error:
        raise OutputError(f"{place}: cannot be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            _remove(partial)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
