"""What a run holds in the formats of other programs: tables, networks, annotations."""

from quoth.views.exports.formats import FORMATS, Format, export

__all__ = ["FORMATS", "Format", "export"]
