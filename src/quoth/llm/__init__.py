"""One call to a model: who is asked, what is known already, what it costs, and what happens when it fails."""

from __future__ import annotations

from quoth.llm.allowance import Limits
from quoth.llm.cache import cache_folder
from quoth.llm.connecting import connect
from quoth.llm.limiter import Gauge
from quoth.llm.model import Model, Pace
from quoth.llm.profiles import Profile
from quoth.llm.retries import Retries
from quoth.llm.status import ModelStatus, usable

__all__ = [
    "Gauge",
    "Limits",
    "Model",
    "ModelStatus",
    "Pace",
    "Profile",
    "Retries",
    "cache_folder",
    "connect",
    "usable",
]
