"""Takes the article out of a web page: its main text and what the page says about it."""

from __future__ import annotations

import logging
import re
from typing import Any

from quoth.articles.article import Article
from quoth.articles.decoding import CannotReadError

_MARKS = '“”„«»「『"'
_LINKED_HEADING = (
    ".//*[self::h2 or self::h3 or self::h4][.//a[@href and not(starts-with(@href, '#'))]"
    " or ancestor::a[@href and not(starts-with(@href, '#'))]]"
)
_CARD = f"[self::div or self::li or self::article or self::a][{_LINKED_HEADING}][string-length(.) < 700]"
_NEXT, _BEFORE = f"following-sibling::*[1]{_CARD}", f"preceding-sibling::*[1]{_CARD}"
# Neighbours are looked at, not all siblings: a page may have thousands.
_TEASERS = f"//*{_CARD}[{_NEXT}[{_NEXT}] or {_BEFORE}[{_BEFORE}] or ({_NEXT} and {_BEFORE})]"
"""Teasers of other articles: three or more short blocks side by side, each with a heading that is a link elsewhere."""
_TITLE_MARKS = " |–—-•·»›:"
_TITLE_PARTS = re.compile(r"\s[|–—•·»›-]\s|\s?\|\s?")
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
        title=_headline(found) or None,
        publisher=found.sitename or None,
        published=found.date or None,
        url=found.url or None,
        origin=origin,
    )


def _headline(found: Any) -> str:
    """The article's own headline, without the outlet that a page's title ends or begins with: "… | The Courier"."""
    title = str(found.title or "")
    parts = [part for part in _TITLE_PARTS.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    heads = {_letters("".join(head.itertext())) for head in found.body.iter("head") if head.get("rend") == "h1"}
    if (named := next((part for part in parts if _letters(part) in heads), None)) is not None:
        return named.strip()
    outlet, host = _letters(found.sitename or ""), _letters(found.hostname or "")
    for part, rest in ((parts[-1], title[: title.rindex(parts[-1])]), (parts[0], title[title.index(parts[1]) :])):
        letters = _letters(part)
        if len(letters) > 2 and (
            letters in host or (outlet and outlet in letters) or (letters in outlet and 2 * len(letters) > len(outlet))
        ):
            return rest.strip(_TITLE_MARKS)
    return title


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


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
        return trafilatura.bare_extraction(
            page, include_comments=False, include_tables=True, with_metadata=True, prune_xpath=_TEASERS
        )
    except Exception as error:  # any fault of a parser in a page is that page's, not the run's
        raise CannotReadError(
            f"the page cannot be parsed ({type(error).__name__}): save the article's text as .txt"
        ) from None
