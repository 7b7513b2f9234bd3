"""Grounding: words that a model copied become spans of the article, or are refused with the reason."""

from quoth.extraction.grounding.ground import Refusal, ground, ground_parts

__all__ = ("Refusal", "ground", "ground_parts")
