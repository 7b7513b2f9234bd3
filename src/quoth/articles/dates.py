"""The day that a publishing date means, whatever form it was given in."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_AMBIGUOUS = re.compile(r"\D*(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|1[0-2])[./-]\d{4}\D*")
_LONGEST = 100


@lru_cache(maxsize=4096)
def day_of(published: str | None) -> date | None:
    """None where nothing is given, where day, month or year is missing, and where `05/06/2031` may mean two days."""
    given = (published or "").strip()
    if not given or len(given) > _LONGEST or _AMBIGUOUS.fullmatch(given):
        return None
    if _ISO.match(given):
        try:
            return date.fromisoformat(given[:10])
        except ValueError:
            return None
    from dateutil.parser import parse  # here: few dates need it

    try:
        # What is not given is taken from the default: where two differ, something was missing.
        one, other = (parse(given, default=datetime(year, month, day)) for year, month, day in _DEFAULTS)
    except (ValueError, OverflowError):
        return None
    return one.date() if one.date() == other.date() else None


_DEFAULTS = ((2001, 1, 2), (2002, 3, 4))
