"""The report of a run: who stands where on what, since when, on which conditions, with the words a click away."""

from quoth.views.report.write import Written, write_report

__all__ = ["Written", "write_report"]
