"""The answer inside a reply as gateways send it: out of a fence, a think block, prose around it, or an event stream."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

_THINK = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?</\1>\s*", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A\s*(?P<marks>`{3,}|~{3,})[ \t]*\w*[ \t]*\r?\n(?P<inside>.*?)\r?\n?(?P=marks)\s*\Z", re.DOTALL)
_OPENING = re.compile(r"\{\s*[\"}]")
_OBJECT = re.compile(r"\s*\{\s*[\"}]")
"""How JSON begins: nearly every answer does, and is not read twice."""
_MOST_OBJECTS = 200
"""Openings of an object that are tried: prose with more of them holds no answer."""


class DuplicateKey(ValueError):
    """A key that stands twice in an object: which of the two is meant nobody can tell."""


def validated(answer: type[BaseModel], raw: str | None) -> BaseModel:
    """The answer that the text holds as a whole.

    Raises ValidationError where it is none, and DuplicateKey where a key of it stands twice: the last would win, and
    what the first held would be lost without a word.
    """
    found = answer.model_validate_json(raw or "")
    json.loads(raw or "", object_pairs_hook=_once)
    return found


def _once(pairs: list[tuple[str, Any]]) -> None:
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        twice = next(key for number, key in enumerate(keys) if key in keys[:number])
        raise DuplicateKey(f"{twice[:40]!r} stands there twice: write each key once, with everything under it")


def unwrapped(raw: str | None, answer: type[BaseModel]) -> tuple[str | None, tuple[str, ...]]:
    """The text of the answer, and what was taken off to get at it; the text as it came where no answer is in it.

    The whole text is tried first; then without a think block before it and one outer code fence; then its last
    balanced object that fits. Takes time linear in the text for each object tried. Never raises.
    """
    if raw is None or (_OBJECT.match(raw) and raw.rstrip().endswith("}")) or _fits(raw, answer):
        return raw, ()
    words, taken = raw.lstrip("\ufeff"), []
    thought = _THINK.match(words)
    if thought is not None:
        words, taken = words[thought.end() :], ["think block"]
    fence = _FENCE.match(words)
    if fence is not None:
        words, taken = fence["inside"], [*taken, "code fence"]
    if _fits(words, answer):
        return words.strip(), tuple(taken)
    for start, end in _objects(words):
        if _fits(words[start:end], answer):
            return words[start:end], (*taken, "prose")
    return raw, ()


def _fits(words: str, answer: type[BaseModel]) -> bool:
    try:
        answer.model_validate_json(words)
    except ValidationError:
        return False
    return True


def _objects(words: str) -> Iterator[tuple[int, int]]:
    """The outermost JSON objects of the text, the last first."""
    decode = json.JSONDecoder().raw_decode
    found: list[tuple[int, int]] = []
    place = 0
    for _ in range(_MOST_OBJECTS):
        opening = _OPENING.search(words, place)
        if opening is None:
            break
        try:
            _, place = decode(words, opening.start())
            found.append((opening.start(), place))
        except (ValueError, RecursionError):
            place = opening.start() + 1
    yield from reversed(found)


def message_text(message: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """What a chat message says: its content, the texts of its parts, or where it has none what it reasons."""
    content = message.get("content")
    if isinstance(content, list):
        texts = [
            part if isinstance(part, str) else part.get("text") for part in content if isinstance(part, str | dict)
        ]
        return "".join(text for text in texts if isinstance(text, str)) or None, ("content parts",)
    if isinstance(content, str) and content:
        return content, ()
    for name in ("reasoning_content", "reasoning"):
        if isinstance(message.get(name), str) and message[name]:
            return message[name], (name,)
    return None, ()


def is_event_stream(body: bytes) -> bool:
    return body.lstrip()[:6].startswith((b"data:", b"event:", b":"))


def of_event_stream(body: bytes) -> dict[str, Any]:
    """The chat completion that an event stream's chunks add up to. Raises ValueError where a chunk is no JSON."""
    message: dict[str, Any] = {}
    whole: dict[str, Any] = {"choices": [{"message": message, "finish_reason": None}]}
    for line in body.decode("utf-8", "replace").splitlines():
        told = line.removeprefix("data:").strip() if line.startswith("data:") else ""
        if not told or told == "[DONE]":
            continue
        chunk = json.loads(told)
        if not isinstance(chunk, dict):
            raise ValueError("a chunk of the stream is no object")
        if chunk.get("error"):
            return {"error": chunk["error"]}
        whole["usage"] = chunk.get("usage") or whole.get("usage")
        for choice in chunk.get("choices") or ():
            whole["choices"][0]["finish_reason"] = choice.get("finish_reason") or whole["choices"][0]["finish_reason"]
            for name, part in (choice.get("delta") or choice.get("message") or {}).items():
                if isinstance(part, str) and name != "role":
                    message[name] = message.get(name, "") + part
    return whole
