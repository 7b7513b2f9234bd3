"""The report of an evaluation: one HTML page, complete in itself, of what `quoth eval` or `quoth score --out` wrote."""

from quoth.views.report_eval.page import page
from quoth.views.report_eval.reading import Scored, read_scored

__all__ = ["Scored", "page", "read_scored"]
