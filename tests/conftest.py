"""What holds for every test: none of them asserts time, Hypothesis' own deadline included."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
