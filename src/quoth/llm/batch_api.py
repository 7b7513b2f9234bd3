"""The Batch API of an endpoint: a file up, a batch made and looked at, files down."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from quoth.errors import ModelError
from quoth.llm.connecting import endpoint_of
from quoth.llm.endpoint import OPENAI_URL, Endpoint
from quoth.llm.faults import Translator

if TYPE_CHECKING:
    from openai.types import Batch

_SECONDS_A_CALL = 600.0
"""A request file of 190 MB is one call."""
_RETRIES = 3
"""By the SDK: of all calls but the one that makes a batch, which nobody wants twice."""
_MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What an endpoint says of a batch, in its own words: its state, and requests done and failed."""

    batch: str
    state: str
    done: int
    failed: int
    output_file: str | None
    error_file: str | None
    error: str | None


def batch_endpoint(shown: str, base_url: str | None, environ: Mapping[str, str] | None = None) -> Endpoint:
    """Where a batch is sent that was made for the endpoint `shown`, with the key of the environment.

    A folder may come from anywhere: a key goes to OpenAI, or to where the user says it goes. Raises ModelError where
    there is no key for OpenAI, or `shown` is neither `base_url` nor OPENAI_BASE_URL nor OpenAI.
    """
    environ = os.environ if environ is None else environ
    given = endpoint_of(base_url, environ)
    if given is not None and given.shown == shown:
        found = given
    elif base_url is not None and given is not None:
        raise ModelError(f"the batch was made for {shown}, not for {given.shown}")
    else:
        found = Endpoint(shown, environ.get("OPENAI_API_KEY", "").strip())
        if shown != OPENAI_URL and found.key:
            raise ModelError(f"the batch was made for {shown}: give --base-url {shown}, so that your key may go there")
    if shown == OPENAI_URL and not found.key:
        raise ModelError("no key: set OPENAI_API_KEY (`make`, and `collect` with result files, need none)")
    return found


class BatchApi:
    """One endpoint; an async context manager. Every method raises ModelError, one line, where the endpoint fails."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._shown = endpoint.shown
        self._translator = Translator(endpoint.shown, "", endpoint.secrets)
        self._once = endpoint.client(_SECONDS_A_CALL)
        self._client = self._once.with_options(max_retries=_RETRIES)

    async def __aenter__(self) -> BatchApi:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._once.close()

    async def upload(self, path: Path) -> str:
        """The id that the endpoint gives the file."""
        with self._as_model_error("files"), path.open("rb") as file:
            return str((await self._client.files.create(file=(path.name, file), purpose="batch")).id)

    async def create(self, input_file: str, metadata: dict[str, str]) -> Told:
        """A batch of an uploaded file, to be answered within a day."""
        with self._as_model_error("batches"):
            return _told(
                await self._once.batches.create(
                    input_file_id=input_file,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata=metadata,
                )
            )

    async def find(self, input_file: str) -> Told | None:
        """The batch of an uploaded file, if there is one that has not failed, among the newest few hundred."""
        looked_at = 0
        with self._as_model_error("batches"):
            async for batch in self._client.batches.list(limit=100):
                if batch.input_file_id == input_file and batch.status != "failed":
                    return _told(batch)
                looked_at += 1
                if looked_at >= _MOST_LISTED:
                    break
        return None

    async def look_at(self, batch: str) -> Told:
        """How the batch stands."""
        with self._as_model_error(f"batch {batch!r}"):
            return _told(await self._client.batches.retrieve(batch))

    async def download(self, file: str, path: Path) -> None:
        """Writes a file of the endpoint to `path`. Raises OSError where the disk does not take it."""
        with self._as_model_error(f"file {file!r}"):
            async with self._client.files.with_streaming_response.content(file) as answer:
                with path.open("wb") as out:
                    async for piece in answer.iter_bytes():
                        out.write(piece)

    @contextmanager
    def _as_model_error(self, wanted: str) -> Iterator[None]:
        import httpx2
        import openai

        try:
            yield
        except openai.NotFoundError:
            raise ModelError(f"{self._shown} has no {wanted} (HTTP 404): does it keep batches for this key?") from None
        except openai.OpenAIError as problem:
            # The SDK's own text may hold the key: only ours goes on.
            raise ModelError(f"{self._translator.fault(problem)}; the same command goes on") from None
        except httpx2.HTTPError:
            raise ModelError(f"{self._shown}: the connection broke off; the same command goes on") from None
        except (AttributeError, TypeError, ValueError):
            raise ModelError(f"{self._shown} does not answer like an endpoint that keeps batches") from None


def _told(batch: Batch) -> Told:
    counts: Any = batch.request_counts
    errors = (batch.errors.data or []) if batch.errors else []
    error = "; ".join(" ".join(str(each.message or each.code or "").split()) for each in errors[:3])
    return Told(
        batch=str(batch.id),
        state=str(batch.status),
        done=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        output_file=batch.output_file_id,
        error_file=batch.error_file_id,
        error=error[:300] or None,
    )
