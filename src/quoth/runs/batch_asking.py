"""Asks nobody: a question is answered from what came back, or noted for the next request file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quoth.articles.seen import Seen, digest
from quoth.asking import Call, Outcome, Reply, Request
from quoth.llm.batch_results import Result, Unasked, custom_id, reply_of
from quoth.runs.batch_answers import Answers
from quoth.runs.batch_files import RequestFiles, request_line

if TYPE_CHECKING:
    from quoth.llm import Model

_UNSENDABLE = "the text holds unpaired surrogates, which cannot be sent"


@dataclass(slots=True)
class Asked:
    """What became of one article's questions."""

    waiting: int = 0
    """Questions whose answer is still to come."""
    unheard: int = 0
    """Those of them, of whole chunks, that no request file had asked before."""


class BatchAsk:
    """An `Ask` of one article after the other: `begin` before each.

    A question without an answer gets a reply that stands for none, and counts in `asked.waiting`: so all that an
    article asks is noted at once, and the record that comes of it is thrown away.
    """

    def __init__(
        self, model: Model, answers: Answers, requests: RequestFiles, is_open: Callable[[str], bool], paid: Seen
    ) -> None:
        """`is_open` says of a request file whether answers to it are to come; `paid` holds the keys in the ledger."""
        self._model = model
        self._answers = answers
        self._requests = requests
        self._is_open = is_open
        self._paid = paid
        self.begin()

    def begin(self) -> None:
        self.asked = Asked()
        self._heard: set[str] = set()
        self._charged: set[str] = set()

    async def __call__(self, request: Request, /) -> Reply:
        whole = request.label not in self._heard
        self._heard.add(request.label)
        key, body = self._model.body(request)
        came = reply_of(
            request, key, body["messages"], self._results(key), model=self._model.name, profile=self._model.profile
        )
        if isinstance(came, Reply):
            self._model.keep(came)
            return self._once(came)
        known = self._model.known(request)
        if known is not None:
            return replace(known, calls=(*came.calls, *known.calls))
        return self._note(key, body | {"messages": came.messages}, came, whole)

    def _results(self, key: str) -> list[Result]:
        found: list[Result] = []
        while (result := self._answers.get(custom_id(key, len(found) + 1))) is not None:
            found.append(result)
        return found

    def _once(self, reply: Reply) -> Reply:
        """What was charged for before is as an answer out of the cache: it costs nothing."""
        if reply.key not in self._charged and self._paid.get(digest(reply.key)) is None:
            self._charged.add(reply.key)
            return reply
        return replace(reply, calls=(replace(_standing_for(reply.outcome, self._model.name), cache_hit=True),))

    def _note(self, key: str, body: dict[str, object], unasked: Unasked, whole: bool) -> Reply:
        name = custom_id(key, unasked.turn)
        asked_by = self._requests.asks(name)
        if asked_by is None or not self._is_open(asked_by):
            try:
                line = request_line(name, body)
            except UnicodeEncodeError:
                call = replace(_standing_for("failed", self._model.name), error=_UNSENDABLE)
                return Reply(None, None, (*unasked.calls, call), key)
            self._requests.add(name, line)
        self.asked.waiting += 1
        self.asked.unheard += asked_by is None and whole and unasked.turn == 1
        return Reply(None, None, (_standing_for("failed", self._model.name),), key)


def _standing_for(outcome: Outcome, model: str) -> Call:
    """A call that was not made now."""
    return Call(outcome, model, cost=0.0)
