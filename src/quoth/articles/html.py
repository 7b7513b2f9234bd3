"""Takes the article out of a web page: its main text and what the page says about it."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections import Counter
from html import unescape
from itertools import pairwise
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
_BODY = re.compile(
    r"""\s(?:class|itemprop)=["']([^"'<>]{0,200}?\b(?:article|story|post|entry)[-_]{0,2}(?:body|content|text)\b[^"'<>]{0,200})["']""",
    re.IGNORECASE,
)
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


def _with_one_body(page: str) -> Any:
    """The page, or its tree where the article's body comes in several parts of one class: they are made one.

    A heading between two tells that the second is another article, as on a page of many posts.
    """
    named = Counter(found[1] for found in _BODY.finditer(page))
    repeated = [name for name, count in named.items() if count > 1]
    if not repeated:
        return page
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return page
    order = {element: number for number, element in enumerate(tree.iter())}
    heads = sorted(order[head] for head in tree.iter("h1", "h2"))
    for name in repeated:
        bodies = tree.xpath("//*[@class=$name or @itemprop=$name]", name=unescape(name))
        inside = [sum(1 for _ in body.iter("h1", "h2")) for body in bodies]
        for (first, later), own in zip(pairwise(bodies), inside, strict=False):
            between = bisect_left(heads, order[later]) - bisect_left(heads, order[first])
            if bodies[0] in later.iterancestors() or between > own:
                break
            bodies[0].extend(list(later))
    return tree


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
            _with_one_body(page), include_comments=False, include_tables=True, with_metadata=True, prune_xpath=_TEASERS
        )
    except Exception as error:  # any fault of a parser in a page is that page's, not the run's
        raise CannotReadError(
            f"the page cannot be parsed ({type(error).__name__}): save the article's text as .txt"
        ) from None
