"""The key of an answer: a digest of all that shapes it, and of nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from quoth.asking import Message, Request

_FORM = "quoth answer key 2"
"""Goes into every key: another way of making keys must give other keys."""
_KEY = re.compile("[0-9a-f]{64}")
_write = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def answer_key(request: Request, *, engine: str, model: str, schema: str, sampling: Mapping[str, Any]) -> str:
    """SHA-256 of all that shapes an answer, 64 hexadecimal digits. `engine` says who runs the model, without a secret.

    Every part goes in with its length before it, so that no two questions make the same bytes. The messages before
    the last one and the schema are the same for every chunk of a prompt: each is hashed once and goes in as its digest.
    """
    digest = hashlib.sha256()
    shape = (
        _FORM,
        engine,
        model,
        str(request.max_tokens),
        str(request.repeat),
        _write(dict(sampling)),
        _schema_digest(schema),
        _messages_digest(request.messages[:-1]),
    )
    _feed(digest, shape)
    for last in request.messages[-1:]:
        _feed(digest, (last.role, last.content))
    return digest.hexdigest()


def is_key(text: object) -> bool:
    """Whether that is a key's form."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


@lru_cache(maxsize=128)
def _messages_digest(messages: tuple[Message, ...]) -> str:
    digest = hashlib.sha256()
    for message in messages:
        _feed(digest, (message.role, message.content))
    return digest.hexdigest()


@lru_cache(maxsize=512)
def _schema_digest(schema: str) -> str:
    digest = hashlib.sha256()
    _feed(digest, (schema,))
    return digest.hexdigest()


def _feed(digest: Any, parts: Iterable[str]) -> None:
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")  # an article may hold a lone surrogate
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
