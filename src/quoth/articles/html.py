"""Takes the article out of a web page: its main text and what the page says about it."""

from __future__ import annotations

import logging
from typing import Any

from quoth.articles.article import Article
from quoth.articles.decoding import CannotReadError


def article_from_page(page: str, name: str, origin: str) -> Article:
    """The article of a decoded page, its paragraphs parted by blank lines; nothing is fetched.

    Raises CannotReadError where no main text is found.
    """
    found = _extracted(page)
    lines = (found.text or "").splitlines() if found is not None else []
    text = "\n\n".join(line.strip() for line in lines if line.strip())
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
