"""A simulated OpenAI-compatible endpoint: answers, latency, rate limits, batches and faults, all on the loopback.

from benchmarks.endpoint import Settings, serving

with serving(Settings(faults=("server_error=first:2",))) as endpoint:
    ...  # ask endpoint.url
    print(endpoint.stats()["answered"])
"""

from benchmarks.endpoint.fault_rules import NAMES as FAULT_NAMES
from benchmarks.endpoint.serving import Running, serving
from benchmarks.endpoint.settings import Settings

__all__ = ("FAULT_NAMES", "Running", "Settings", "serving")
