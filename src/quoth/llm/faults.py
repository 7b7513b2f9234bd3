"""What can go wrong with one call, told apart by what it means: try again, give up the chunk, or end the run."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Literal

from quoth.asking import Outcome
from quoth.errors import ModelError

if TYPE_CHECKING:
    import openai

_RETRIED = frozenset({408, 409, 429})
_OVERLOADED = frozenset({408, 503, 504, 529})
_LONGEST_REMARK = 200
_TOO_LARGE = "Request too large"
"""How OpenAI begins a 429 for a request that alone uses more tokens than a minute allows: its turn never comes."""

Pressure = Literal["limited", "overloaded"]


class Fault(Exception):
    """One call failed; `retry` says whether the same call may succeed later, `wait` how long the server asked for.

    `pressure` is why fewer calls should be made: "limited" where the server counts them, "overloaded" where it cannot
    keep up; None where the failure has nothing to do with their number.
    """

    def __init__(
        self,
        message: str,
        *,
        outcome: Outcome = "failed",
        retry: bool = False,
        wait: float | None = None,
        pressure: Pressure | None = None,
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.retry = retry
        self.wait = wait
        self.pressure = pressure


class Switched(Fault):
    """The endpoint wants calls of another form, and gets them from now on: asked again at once, which is no retry."""


class Translator:
    """Turns the SDK's exceptions into ours. No text that leaves here holds the key or the secrets of a URL."""

    def __init__(self, shown_url: str, model: str, secrets: tuple[str, ...]) -> None:
        self._url = shown_url
        self._model = model
        # One may hold another: the longest goes first.
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def clean(self, text: str) -> str:
        """One line of a server's words, short and without the key."""
        line = " ".join(text.split())
        for secret in self._secrets:
            line = line.replace(secret, "[key]")
        words = ("[key]" if word.lstrip("\"'`(:").startswith("sk-") else word for word in line.split(" "))
        line = " ".join(words)
        return line if len(line) <= _LONGEST_REMARK else line[:_LONGEST_REMARK] + "…"

    def fault(self, problem: Exception) -> Fault | ModelError:
        """What an exception of the SDK means: a Fault of this call, or a ModelError that ends the run."""
        import openai

        if isinstance(problem, openai.APIStatusError):
            return self._of_status(problem)
        if isinstance(problem, openai.APIConnectionError):
            # The aiohttp transport calls a refused connection a timeout: the system's own words come first.
            certificate = _certificate_words(problem)
            if certificate is not None:
                return ModelError(
                    f"{self._url}: its certificate cannot be verified ({certificate}): set SSL_CERT_FILE to a file "
                    "that holds the root certificate of your company or proxy"
                )
            reason = _system_words(problem)
            if reason is None and isinstance(problem, openai.APITimeoutError):
                return self.late()
            return Fault(f"cannot reach {self._url}: {reason or 'the connection failed'}", retry=True)
        if isinstance(problem, UnicodeEncodeError):
            return Fault("the text holds unpaired surrogates, which cannot be sent")
        return Fault(f"{self._url}: the answer is not a chat completion ({type(problem).__name__})")

    def late(self) -> Fault:
        """What it means that no whole answer came in time."""
        return Fault(f"{self._url}: no answer in time", retry=True, pressure="overloaded")

    def told(self, error: object) -> Fault | ModelError:
        """What an error means that a gateway hands on as the body of a good answer (HTTP 200), as OpenRouter does."""
        code, remark = _code_and_message(error)
        status = int(code) if re.fullmatch("[45][0-9]{2}", code) else 200
        return self._meaning(status, code, remark, None)

    def _of_status(self, problem: openai.APIStatusError) -> Fault | ModelError:
        body = problem.body
        code, remark = _code_and_message(body.get("error", body) if isinstance(body, dict) else None)
        return self._meaning(problem.status_code, code, remark, _asked_wait(problem))

    def _meaning(self, status: int, code: str, remark: str, wait: float | None) -> Fault | ModelError:
        said = f": {self.clean(remark)}" if remark else ""
        if status in (401, 403):
            return ModelError(f"{self._url} refuses the key (HTTP {status}): set OPENAI_API_KEY to one that it accepts")
        if status == 404:
            return ModelError(f"{self._url} has no model {self._model!r} (HTTP 404): `quoth models` lists what it has")
        if code == "insufficient_quota":
            return ModelError(f"{self._url} says that the account's quota is used up (HTTP {status}): see its billing")
        if code in ("content_filter", "content_policy_violation"):
            return Fault(f"refused by the endpoint's content filter (HTTP {status})", outcome="filtered")
        words = (
            f"HTTP {status} from {self._url}{said}" if status != 200 else f"{self._url} answered with an error{said}"
        )
        if status == 429 and remark.startswith(_TOO_LARGE):
            return Fault(words)
        retry = status in _RETRIED or status >= 500
        pressure: Pressure | None = "limited" if status == 429 else "overloaded" if status in _OVERLOADED else None
        return Fault(words, retry=retry, wait=wait, pressure=pressure)


def _code_and_message(error: object) -> tuple[str, str]:
    """An error's code and message, where it is of the usual shape; a text is its own message."""
    if isinstance(error, dict):
        code, message = error.get("code"), error.get("message", error.get("detail"))
        return "" if code is None else str(code), "" if message is None else str(message)
    return "", error if isinstance(error, str) else ""


def _asked_wait(problem: openai.APIStatusError) -> float | None:
    """Seconds that the server asks to wait: `Retry-After` as seconds or as a date, or `retry-after-ms`."""
    headers = problem.response.headers
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            named = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if isfinite(named):
            return max(0.0, named)
    try:
        until = parsedate_to_datetime(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _certificate_words(problem: BaseException) -> str | None:
    """Why a certificate was not accepted; None where something else failed."""
    import ssl

    link: BaseException | None = problem
    while link is not None:
        inner = getattr(link, "certificate_error", link)  # aiohttp's own wrapping
        if isinstance(inner, ssl.SSLCertVerificationError):
            return inner.verify_message or "not trusted"
        link = link.__cause__ or link.__context__
    return None


def _system_words(problem: BaseException) -> str | None:
    """The operating system's words for a failed connection; exception texts may repeat the URL's secrets."""
    link: BaseException | None = problem
    while link is not None:
        if isinstance(link, OSError) and link.errno is not None:
            # asyncio writes its own text over a refused connection's; look-ups of names have negative numbers.
            return os.strerror(link.errno) if link.errno > 0 else str(link.strerror)
        link = link.__cause__ or link.__context__
    return None
