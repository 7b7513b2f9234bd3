"""The answer inside a reply as gateways send it: out of a fence, a think block, prose around it, or an event stream."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

_OPENING = re.compile(r"<(?P<thought>think|thinking|reasoning)>|\{(?=\s*[\"}])", re.IGNORECASE)
_FENCE = re.compile(r"\s*(?P<marks>`{3,}|~{3,})[ \t]*\w*\s*\0\s*(?:(?P=marks)\s*)?")
"""A code fence, with the answer in it taken out."""
_LINE_END = re.compile(r"\r\n|\r|\n")
"""Of an event stream: a sentence may hold other line ends."""
_SAID = ("content", "refusal", "reasoning_content", "reasoning")
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


def unwrapped(
    raw: str | None, answer: type[BaseModel], *, at_the_end: bool = False
) -> tuple[str | None, tuple[str, ...]]:
    """The text of the answer, and what was taken off to get at it; the text as it came where no answer is in it.

    The whole text is tried first, then its objects outside of think blocks, the last that fits. What a think block that
    nothing closes holds is a draft, as is what stands before a broken object. `at_the_end` takes an object only where
    no words follow it. Takes time linear in the text for each object tried. Never raises.
    """
    if raw is None or _fits(raw, answer):
        return raw, ()
    words = raw.lstrip("\ufeff")
    thoughts, objects, broken = _parts(words)
    for start, end in reversed(objects):
        if start < broken:
            break
        if not _fits(words[start:end], answer):
            continue
        before, after = _without(words[:start], thoughts), _without(words, thoughts, end)
        fenced = _FENCE.fullmatch(f"{before}\0{after}")
        if at_the_end and after.strip() and not fenced:
            break
        around = "code fence" if fenced else "prose" if (before + after).strip() else None
        taken = ("think block" if thoughts else None, around)
        return words[start:end], tuple(each for each in taken if each)
    return raw, ()


def _fits(words: str, answer: type[BaseModel]) -> bool:
    try:
        answer.model_validate_json(words)
    except ValidationError:
        return False
    return True


def _parts(words: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int]:
    """Where the think blocks of the text are, its outermost JSON objects outside, and the last that is broken."""
    decode = json.JSONDecoder().raw_decode
    thoughts: list[tuple[int, int]] = []
    objects: list[tuple[int, int]] = []
    place, broken = 0, -1
    for _ in range(_MOST_OBJECTS):
        opening = _OPENING.search(words, place)
        if opening is None:
            break
        if opening["thought"]:
            closing = re.compile(f"</{opening['thought']}>", re.IGNORECASE).search(words, opening.end())
            place = closing.end() if closing else len(words)
            thoughts.append((opening.start(), place))
            continue
        try:
            _, place = decode(words, opening.start())
            objects.append((opening.start(), place))
        except (ValueError, RecursionError):
            broken, place = opening.start(), opening.start() + 1
    return thoughts, objects, broken


def _without(words: str, thoughts: list[tuple[int, int]], place: int = 0) -> str:
    """The words from `place` on, less the thoughts among them."""
    kept = ""
    for start, end in thoughts:
        if place <= start < len(words):
            kept, place = kept + words[place:start], end
    return kept + words[place:]


def message_text(message: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """What a chat message says: its content, the texts of its parts, or where it has none what it reasons."""
    content = message.get("content")
    if isinstance(content, list):
        return _of_parts(content) or None, ("content parts",)
    if isinstance(content, str) and content:
        return content, ()
    for name in ("reasoning_content", "reasoning"):
        if isinstance(message.get(name), str) and message[name]:
            return message[name], (name,)
    return None, ()


def _of_parts(parts: list[Any]) -> str:
    """The texts of a content's parts; those that hold what the model thought are no answer."""
    texts = [
        part.get("text") if isinstance(part, dict) and part.get("type") in (None, "text", "output_text") else part
        for part in parts
    ]
    return "".join(text for text in texts if isinstance(text, str))


class BrokenOff(ValueError):
    """A stream that ended before its answer did."""


def is_event_stream(body: bytes) -> bool:
    return body.lstrip()[:6].startswith((b"data:", b"event:", b":"))


def of_event_stream(body: bytes) -> dict[str, Any]:
    """The chat completion that an event stream's chunks add up to.

    Raises ValueError where a chunk is no JSON object, and BrokenOff where the stream ended before its answer did.
    """
    message: dict[str, str] = {}
    whole: dict[str, Any] = {"choices": [{"message": message, "finish_reason": None}], "usage": None}
    event, ended = "", False
    for line in _LINE_END.split(body.decode("utf-8", "replace")):
        name, _, told = line.partition(":")
        told = told.strip()
        if name == "event" or not line:
            event = told
        if name != "data" or not told:
            continue
        if told == "[DONE]":
            ended = True
            continue
        chunk = json.loads(told)
        if not isinstance(chunk, dict):
            raise ValueError("a chunk of the stream is no object")
        if chunk.get("error") or event == "error":
            return {"error": chunk.get("error") or chunk}
        whole["usage"] = chunk.get("usage") or whole["usage"]
        choice = _first_choice(chunk)
        whole["choices"][0]["finish_reason"] = choice.get("finish_reason") or whole["choices"][0]["finish_reason"]
        _add(choice.get("delta") or choice.get("message"), message)
    if not (ended or whole["usage"] or whole["choices"][0]["finish_reason"]):
        raise BrokenOff("the stream broke off before its end")
    return whole


def _first_choice(chunk: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = chunk.get("choices")
    found = [each for each in choices if isinstance(each, dict)] if isinstance(choices, list) else []
    return next((each for each in found if each.get("index") in (0, None)), {})


def _add(said: Any, message: dict[str, str]) -> None:
    """Adds to a message what one chunk says."""
    for name in _SAID if isinstance(said, dict) else ():
        part = _of_parts(said[name]) if isinstance(said.get(name), list) else said.get(name)
        if isinstance(part, str):
            message[name] = message.get(name, "") + part
