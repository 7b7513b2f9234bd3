"""Keeps a peer to this machine: no report of its use, no fetched table, no folder in the user's home."""

from __future__ import annotations

import os
from importlib.metadata import distribution

from benchmarks.contestants.window import Task


def stay_offline(task: Task) -> None:
    """Sets what litellm, tiktoken, curator and docetl read from the environment; to be called before their import."""
    tokenizers = distribution("litellm").locate_file("litellm/litellm_core_utils/tokenizers")
    os.environ |= {
        "HOME": str(task.folder),
        "OPENAI_API_KEY": task.key,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "TIKTOKEN_CACHE_DIR": str(tokenizers),  # litellm ships the tables that tiktoken would fetch
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "TELEMETRY_ENABLED": "false",
        "CURATOR_CACHE_DIR": str(task.folder),
        "CURATOR_DISABLE_CACHE": "1",
        "CURATOR_DISABLE_RICH_DISPLAY": "1",
        "DOCETL_HOME_DIR": str(task.folder),
    }
