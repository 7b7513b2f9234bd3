"""Takes the article out of a web page: its main text and what the page says about it."""

from __future__ import annotations

import logging
from typing import Any

from quoth.articles.article import Article
from quoth.articles.decoding import CannotReadError

_MARKS = '“”„«»「『"'
_DASHES = ("—", "–", "-", "―")


def article_from_page(page: str, name: str, origin: str) -> Article:
    """The article of a decoded page, its paragraphs parted by blank lines, block quotes in “ ”; nothing is fetched.

    Raises CannotReadError where no main text is found.
    """
    found = _extracted(page)
    lines = _lines(found.text or "") if found is not None else []
    if "<blockquote" in page.lower():
        _quote_blocks(lines, found.body)
    text = "\n\n".join(lines)
    if found is None or not text:
        raise CannotReadError("no article text found in the page: save the article's text as .txt")
    return Article(
        id=name,
        text=text,
        title=found.title or None,
        publisher=found.sitename or None,
        published=found.date or None,
        url=found.url or None,
        origin=origin,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _quote_blocks(lines: list[str], body: Any) -> None:
    """Sets a block quote into quotation marks as print does: each paragraph opens, the last one closes.

    Without them the text would not say that it is quoted. A block that has marks of its own stays as it is.
    """
    place = 0
    for block in body.iter("quote"):
        for each in block.iter("lb", "p"):
            each.text, each.tail = "\n" + (each.text or ""), "\n" + (each.tail or "")
        quoted = _lines("".join(block.itertext()))
        if len(quoted) > 1 and quoted[-1].startswith(_DASHES):
            quoted.pop()  # who said it
        starts = range(place, len(lines) - len(quoted) + 1)
        start = next((each for each in starts if lines[each : each + len(quoted)] == quoted), None)
        if start is None or not quoted or any(mark in line for line in quoted for mark in _MARKS):
            continue
        place = start + len(quoted)
        lines[start:place] = [f"“{line}" for line in quoted]
        lines[place - 1] += "”"


def _extracted(page: str) -> Any:
    import trafilatura  # here, for it takes a third of a second to load

    for chatty in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(chatty).addHandler(logging.NullHandler())  # the reason that we give is enough
    try:
        return trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    except Exception as error:  # any fault of a parser in a page is that page's, not the run's
        raise CannotReadError(
            f"the page cannot be parsed ({type(error).__name__}): save the article's text as .txt"
        ) from None
