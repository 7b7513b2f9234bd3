"""Articles of our own and a scripted model for the tests of an article's way."""

from __future__ import annotations

import json
from collections.abc import Callable

from quoth.articles import Article
from quoth.asking import Call, Reply, Request
from quoth.extraction.answers import Answer
from quoth.extraction.pipeline import Settings

SETTINGS = Settings(chunk_tokens=4000, answer_tokens=900)

HARBOUR = (
    "News | Harbour\n\n"
    "Envoys leave Karsk without a deal\n\n"
    "Published On 3 May 20313 May 2031\n\n"
    "Zorian foreign minister Ana Ruiz said on Tuesday that the blockade must end before any talks begin.\n\n"
    "The port has been closed since March.\n\n"
    "Advertisement\n\n"
    "“They want us on our knees,” rebel spokesman Omar Hadi told the Daily Star. “If the prisoners are freed, we will "
    "stop firing. If they are not, the guns will speak.”\n\n"
    "He added that the envoys were “tourists”.\n\n"
    "The general had already agreed to leave, army sources told Radio Karsk.\n"
)


def article(text: str = HARBOUR, id: str = "harbour.txt") -> Article:
    return Article(id=id, text=text)


class ScriptedModel:
    """Answers each request by a function of its user message; keeps the requests it saw."""

    def __init__(self, answer: Callable[[str], dict[str, object] | str | None]) -> None:
        self.answer = answer
        self.requests: list[Request] = []

    async def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        given = self.answer(request.messages[-1].content)
        if given is None:
            return Reply(None, None, (Call("failed", "scripted", error="no answer"),))
        if isinstance(given, str):
            return Reply(None, given, (Call(given, "scripted"),))  # type: ignore[arg-type]
        raw = json.dumps(given)
        return Reply(Answer.model_validate_json(raw), raw, (Call("ok", "scripted", tokens_in=10, tokens_out=5),))


def number_of(message: str, words: str) -> int:
    """The number under which the sentence that holds these words was shown."""
    for line in message.splitlines():
        if words in line and line.startswith("["):
            return int(line[1 : line.index("]")])
    raise AssertionError(f"{words!r} was not shown in:\n{message}")


def claim(n: int, by: str, **more: object) -> dict[str, object]:
    return {"n": n, "by": by, "side": "none", "about": None, **more}
