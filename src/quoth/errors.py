"""The errors that a user sees: one line that says what was wrong, where, and what to do; and the exit codes."""

from __future__ import annotations

from typing import Any

OK = 0
PARTIAL = 1
"""The run ended, but an article could not be read or a chunk failed."""
USAGE = 2
"""The command, the input or the output folder cannot be used as given; nothing was asked of a model."""
MODEL = 3
"""No model could be used: no key, a wrong key, no such model, an unreachable endpoint, a damaged model file."""
LIMIT = 4
"""A limit of the command (--max-cost, --max-tokens, --max-minutes) was reached; the same command goes on."""
INTERRUPTED = 130


class QuothError(Exception):
    """Something a user can mend; its text is one line. `exit_code` is what the command ends with."""

    exit_code = USAGE
    made: Any = None
    """The `quoth.asking.Reply` that tells the calls made before it, where calls were: each of them is accounted for."""


class InputError(QuothError):
    """An input that cannot be read at all."""


class OutputError(QuothError):
    """An output folder that cannot be used."""


class PromptError(QuothError):
    """A prompt file that cannot be used."""


class RulesError(QuothError):
    """A file of rule settings that cannot be used, or a rule that does not exist."""


class ModelError(QuothError):
    """A model that cannot be reached or used."""

    exit_code = MODEL


class LimitReached(QuothError):
    """The command has spent what it may."""

    exit_code = LIMIT
