"""Request files to an endpoint, and its answers back: what `submit`, `status` and `collect` do over the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from quoth import __version__
from quoth.errors import InputError, OutputError
from quoth.llm.batch_api import BatchApi, batch_endpoint
from quoth.runs.batch_setup import setup_of
from quoth.runs.batch_state import Batches, Sent, load_batches
from quoth.runs.folder import LOCK, MANIFEST, read_manifest
from quoth.runs.lock import Lock
from quoth.runs.manifest import Manifest

if TYPE_CHECKING:
    from quoth.llm.endpoint import Endpoint

_DOWNLOAD = "results.part"


def manifest_of_batch(out: Path) -> Manifest:
    """Raises InputError where the folder holds no batch."""
    manifest = read_manifest(out) if (out / MANIFEST).is_file() else None
    if manifest is None or setup_of(manifest) is None:
        raise InputError(f"{out}: holds no batch; `quoth batch make INPUT... --out {out}` makes one")
    return manifest


def endpoint_for(manifest: Manifest, base_url: str | None) -> Endpoint:
    """Raises ModelError where no key may go there."""
    return batch_endpoint(manifest.run.endpoint, base_url)


async def submit(out: Path, *, base_url: str | None = None, say: Callable[[str], None] = lambda line: None) -> Batches:
    """Makes a batch of each request file that has none, or whose batch failed as a whole; goes on where it stopped.

    Raises InputError where the folder holds no batch, and ModelError where the endpoint does not take one.
    """
    manifest = manifest_of_batch(out)
    with _held(out) as batches:
        if batches.to_submit:
            async with BatchApi(endpoint_for(manifest, base_url)) as api:
                for sent in batches.to_submit:
                    await _submit(api, out, batches, sent)
                    say(f"{sent.file}: submitted as {sent.batch}")
        return batches


async def _submit(api: BatchApi, out: Path, batches: Batches, sent: Sent) -> None:
    """Notes each step as soon as it is done: a command that is broken off makes no batch twice."""
    if sent.state == "failed":
        sent.input_file = sent.batch = None
    told = await api.find(sent.input_file) if sent.input_file else None
    if sent.input_file is None:
        sent.input_file = await api.upload(out / sent.file)
        batches.save(out)
    if told is None:
        told = await api.create(sent.input_file, _metadata(out / sent.file))
    sent.hear(told)
    batches.save(out)


def _metadata(path: Path) -> dict[str, str]:
    """What tells a person, and a program, whose batch it is."""
    with path.open("rb") as file:
        digest = sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
    return {"quoth": __version__, "requests": path.name, "sha256": digest.hexdigest()}


async def status(out: Path, *, base_url: str | None = None) -> Batches:
    """How each request file stands; asks the endpoint about batches under way only.

    Raises InputError where the folder holds no batch, and ModelError where the endpoint does not answer.
    """
    manifest = manifest_of_batch(out)
    with _held(out) as batches:
        await _look(out, batches, manifest, base_url)
        return batches


async def _look(out: Path, batches: Batches, manifest: Manifest, base_url: str | None) -> None:
    under_way = [sent for sent in batches.to_come if not sent.ended]
    if under_way:
        async with BatchApi(endpoint_for(manifest, base_url)) as api:
            for sent in under_way:
                sent.hear(await api.look_at(str(sent.batch)))
                batches.save(out)


async def fetch(
    out: Path, batches: Batches, manifest: Manifest, base_url: str | None, take: Callable[[Path, str], None]
) -> None:
    """Downloads what ended batches left and hands each file to `take`; then the request file counts as collected.

    Raises ModelError where the endpoint fails, OutputError where the disk does not take a file.
    """
    await _look(out, batches, manifest, base_url)
    ended = [sent for sent in batches.to_come if sent.ended]
    if not ended:
        return
    path = out / _DOWNLOAD
    try:
        async with BatchApi(endpoint_for(manifest, base_url)) as api:
            for sent in ended:
                for file in filter(None, (sent.output_file, sent.error_file)):
                    await api.download(file, path)
                    take(path, f"{sent.batch}, {file}")
                sent.collected = True
                batches.save(out)
    except OSError as error:
        raise OutputError(f"{path}: cannot write: {error.strerror or error}; the same command goes on") from None
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _held(out: Path) -> Iterator[Batches]:
    """What was submitted, while nobody else writes. Raises OutputError where somebody does."""
    try:
        lock = Lock(out / LOCK)
    except OSError as error:
        raise OutputError(f"{out}: cannot write: {error.strerror}") from None
    try:
        yield load_batches(out)
    finally:
        lock.release()
