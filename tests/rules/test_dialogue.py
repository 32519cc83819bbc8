"""What the dialogue's rules name must be there, or training fails long after it was written."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "bot" / "data"
OF_RASA = {"action_deactivate_loop", "action_listen", "action_restart"}


def domain() -> dict[str, Any]:
    """Return the domain."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text())
    return found


def rules() -> list[dict[str, Any]]:
    """Return every rule."""
    files = sorted((DATA / "rules").glob("*.yml"))
    return [rule for file in files for rule in yaml.safe_load(file.read_text())["rules"]]


def responses() -> set[str]:
    """Return the name of every response."""
    files = (DATA / "responses").glob("*.yml")
    return {name for file in files for name in yaml.safe_load(file.read_text())["responses"]}


def said(key: str) -> set[str]:
    """Return what conditions and steps of all rules say under that key."""
    parts = [part for rule in rules() for part in [*rule.get("condition", []), *rule["steps"]]]
    return {part[key] for part in parts if part.get(key)}


class TestRules:
    """bot/data/rules."""

    def test_forms_are_those_of_the_domain(self) -> None:
        """A rule for a form that is gone is never followed."""
        assert said("active_loop") - set(domain()["forms"]) == set()

    def test_actions_are_in_the_domain_or_worded(self) -> None:
        """Rasa would refuse to train."""
        known = {*domain()["actions"], *domain()["forms"], *responses(), *OF_RASA}
        assert said("action") - known == set()

    def test_no_two_say_what_follows_the_same_message(self) -> None:
        """They would contradict each other."""
        seen = set()
        for rule in rules():
            steps = rule["steps"]
            if "intent" not in steps[0] or "slot_was_set" in str(rule):
                continue
            place = (str(rule.get("condition")), steps[0]["intent"])
            assert place not in seen, rule["rule"]
            seen.add(place)
