"""How a user wants the rules applied: a TOML file that sets rules off, or sets what they do and how grave it is."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from quoth.errors import RulesError
from quoth.extraction.rules import RuleOverride, Settings, rule_id
from quoth.extraction.rules.registry import STRUCTURAL, WHOLE_RULES, every_rule
from quoth.records import Severity

_ACTIONS = ("acts", "dropped", "flagged", "off")
_SEVERITIES = get_args(Severity)


def load_settings(path: Path | str) -> Settings:
    """The settings of a file with tables like `[rules."stance.known-target"]`, by the rule's id.

    A table holds `action` ("acts", "dropped", "flagged" or "off"), `severity` ("error", "warning" or "note"), or both.
    Raises RulesError, one line that names the file and the rule, where it cannot be read or asks for what cannot be.
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError(f"{path}: cannot read the rule settings: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: not TOML: {' '.join(str(error).split())}") from None
    other = sorted(set(given) - {"rules"})
    if other:
        raise RulesError(f'{path}: {other[0]!r} is not known here: a file holds tables like [rules."source.named"]')
    tables = given.get("rules", {})
    if not isinstance(tables, dict):
        raise RulesError(f'{path}: rules is no table: write [rules."source.named"]')
    rules = {rule_id(rule): rule for rule in every_rule()}
    return {name: _setting(path, name, table, rules) for name, table in tables.items()}


def fingerprint(settings: Settings) -> str | None:
    """SHA-256 of what the settings say, in whatever order and with whatever comments; None where they say nothing."""
    said = {name: asdict(setting) for name, setting in settings.items() if setting != RuleOverride()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest() if said else None


def unknown(name: str) -> str:
    """The line that says that no rule is called so, with the nearest that there are."""
    from difflib import get_close_matches

    ids = [rule_id(rule) for rule in every_rule()]
    short = {identifier.partition(".")[2]: identifier for identifier in ids}
    near = get_close_matches(name, ids, n=3, cutoff=0.5)
    near += [short[each] for each in get_close_matches(name.rpartition(".")[2], short, n=2)]
    said = ", ".join(list(dict.fromkeys(near))[:3])
    return f"no rule {name[:80]!r}; {f'near it: {said}' if said else 'quoth rules lists them all'}"


def _setting(path: Path, name: str, table: Any, rules: Mapping[str, Callable[..., object]]) -> RuleOverride:
    if name not in rules:
        if isinstance(table, dict) and any(isinstance(inner, dict) for inner in table.values()):
            inner = next(inner for inner in table if isinstance(table[inner], dict))
            raise RulesError(f'{path}: a rule\'s id stands in quotation marks: [rules."{name}.{inner}"]')
        raise RulesError(f"{path}: {unknown(name)}")
    where = f"{path}: rule {name}"
    if not isinstance(table, dict):
        raise RulesError(f"{where}: give a table with action or severity, not {table!r}")
    strange = sorted(set(table) - {"action", "severity"})
    if strange:
        raise RulesError(f"{where}: {strange[0]!r} cannot be set; action and severity can")
    action, severity = table.get("action"), table.get("severity")
    if action is not None and action not in _ACTIONS:
        raise RulesError(f"{where}: action {action!r}: it is one of {', '.join(_ACTIONS)}")
    if severity is not None and severity not in _SEVERITIES:
        raise RulesError(f"{where}: severity {severity!r}: it is one of {', '.join(_SEVERITIES)}")
    if rules[name] in STRUCTURAL and action in ("off", "flagged"):
        raise RulesError(f"{where}: cannot be {action}: no record can hold what it keeps out; severity can be set")
    if rules[name] in WHOLE_RULES and action == "dropped":
        raise RulesError(f"{where}: looks at the article as a whole and drops nothing: action is flagged or off")
    return RuleOverride(action, severity)
