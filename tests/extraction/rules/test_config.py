from __future__ import annotations

from pathlib import Path

import pytest

from quoth.errors import RulesError
from quoth.extraction.rule_examples import explained
from quoth.extraction.rules import RuleOverride, rule_id
from quoth.extraction.rules.config import fingerprint, load_settings
from quoth.extraction.rules.registry import STRUCTURAL, every_rule


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_sets_rules_by_their_ids(tmp_path: Path) -> None:
    path = settings_file(
        tmp_path, '[rules."source.reported"]\naction = "flagged"\nseverity = "note"\n[rules."source.heard"]\n'
    )
    assert load_settings(path) == {"source.reported": RuleOverride("flagged", "note"), "source.heard": RuleOverride()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules = 3", "rules is no table"),
        ("[rules", "not TOML"),
        ("[rule]", "'rule' is not known here"),
        ('[rules."source.namd"]', "no rule 'source.namd'; near it: source.named"),
        ('[rules.source.heard]\naction = "off"', '[rules."source.heard"]'),
        ('[rules."source.heard"]\naction = "repaired"', "action 'repaired': it is one of acts, dropped, flagged, off"),
        ('[rules."source.heard"]\nseverity = "grave"', "severity 'grave'"),
        ('[rules."source.heard"]\nlevel = 1', "'level' cannot be set"),
        ('[rules]\n"source.heard" = "off"', "give a table"),
        ('[rules."source.named"]\naction = "off"', "source.named: cannot be off: no record can hold"),
        ('[rules."condition.two-halves"]\naction = "flagged"', "cannot be flagged"),
        ('[rules."attack.instruction"]\naction = "dropped"', "drops nothing"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_with_file_and_rule(tmp_path: Path, text: str, said: str) -> None:
    path = settings_file(tmp_path, text)
    with pytest.raises(RulesError) as refused:
        load_settings(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: cannot read"):
        load_settings(tmp_path / "none.toml")


def test_the_fingerprint_is_of_what_a_file_says(tmp_path: Path) -> None:
    one = load_settings(settings_file(tmp_path, '[rules."source.heard"]\naction="off"\n[rules."source.pronoun"]\n'))
    two = load_settings(settings_file(tmp_path, '# why\n[rules."source.heard"]\naction = "off"\n'))
    three = load_settings(settings_file(tmp_path, '[rules."source.heard"]\naction = "flagged"\n'))
    assert fingerprint(one) == fingerprint(two) != fingerprint(three)
    assert fingerprint({}) is fingerprint({"source.heard": RuleOverride()}) is None


@pytest.mark.parametrize("rule", [rule for rule in every_rule() if rule not in STRUCTURAL], ids=rule_id)
@pytest.mark.parametrize("action", ["off", "flagged"])
def test_without_any_rule_that_may_be_off_a_record_still_holds(rule: object, action: str) -> None:
    told = explained(rule)  # type: ignore[arg-type]
    for case in told.cases:
        record = case.record({told.rule: RuleOverride(action)})  # type: ignore[arg-type]
        done = {finding.action for finding in record.findings if finding.rule == told.rule}
        assert done == (set() if action == "off" or case.good else {"flagged"})
