"""One call to a model: who is asked, what is known already, what it costs, and what happens when it fails."""

from __future__ import annotations

from quoth.llm.cache import cache_folder
from quoth.llm.connecting import connect
from quoth.llm.model import Model
from quoth.llm.profiles import Profile
from quoth.llm.status import ModelStatus, usable

__all__ = ["Model", "ModelStatus", "Profile", "cache_folder", "connect", "usable"]
