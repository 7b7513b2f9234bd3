"""What a figure depends on beside the code: the machine, Python, and the versions of what was measured."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

_PROGRAM = """
import importlib.metadata, json, platform, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps({"python": platform.python_version(), "packages": found}))
"""


def machine() -> dict[str, str | int]:
    return {
        "cores": os.cpu_count() or 0,
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def versions(python: str, names: Iterable[str]) -> dict[str, str]:
    """Of the distributions `names`, those that the interpreter `python` has; its own version under "python".

    Raises SystemExit, one line, where that is no Python.
    """
    try:
        asked = subprocess.run([python, "-c", _PROGRAM, *names], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as problem:
        raise SystemExit(f"{python}: cannot be run as a Python: {problem}") from None
    told = json.loads(asked.stdout)
    return {"python": told["python"], **told["packages"]}


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
