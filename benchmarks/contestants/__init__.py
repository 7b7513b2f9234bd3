"""Who calls a model, and how: one small program each, run in a process of its own under its own Python.

Only what every Python has is imported here: a peer's environment holds the peer and not Quoth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Answers = Literal["quoth", "same", "flat", "extractions"]
"""What the endpoint answers: as to Quoth's own requests; one answer of that kind to all; that one with claims of words
and numbers alone; extractions as langextract wants them."""

BASELINE = "openai create, aiohttp"
"""The bare call of the SDK over its faster transport: what the others' client CPU is compared with."""


@dataclass(frozen=True)
class Contestant:
    """`module` is the program; `needs` are distributions of which each must be installed where it runs.

    `sends` says what its input file holds: Quoth's own request bodies, or the articles.
    """

    name: str
    module: str
    needs: tuple[str, ...]
    sends: Literal["bodies", "articles"] = "bodies"
    answers: Answers = "quoth"
    options: Mapping[str, str | int] = field(default_factory=dict)
    by_default: bool = True
    """Whether it runs where nobody names it: those that make many calls an article do not."""


_SDK = ("openai", "aiohttp", "pydantic", "httpx2")

CONTESTANTS = (
    Contestant("aiohttp post", "aiohttp_post", ("aiohttp",)),
    Contestant("openai create", "openai_create", _SDK, options={"transport": "default"}),
    Contestant(BASELINE, "openai_create", _SDK, options={"transport": "aiohttp"}),
    Contestant("openai parse, aiohttp", "openai_parse", _SDK, answers="same"),
    Contestant("instructor JSON_SCHEMA", "instructor_create", ("instructor", *_SDK), answers="same",
               options={"mode": "JSON_SCHEMA"}),
    Contestant("instructor TOOLS", "instructor_create", ("instructor", *_SDK), answers="same",
               options={"mode": "TOOLS"}),
    Contestant("curator", "curator_rows", ("bespokelabs-curator",), answers="same"),
    Contestant("docetl map", "docetl_map", ("docetl",), answers="flat"),
    Contestant("langextract 1000", "langextract_extract", ("langextract", "openai"), sends="articles",
               answers="extractions", options={"max_char_buffer": 1000}, by_default=False),
    Contestant("langextract 6000", "langextract_extract", ("langextract", "openai"), sends="articles",
               answers="extractions", options={"max_char_buffer": 6000}, by_default=False),
    Contestant("quoth", "quoth_run", ("quoth",), sends="articles", options={"cache": "cold"}),
    Contestant("quoth, from cache", "quoth_run", ("quoth",), sends="articles", options={"cache": "warm"}),
)  # fmt: skip
