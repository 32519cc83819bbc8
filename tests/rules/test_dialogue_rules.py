"""What the dialogue's rules name is there: found in a second, not after minutes of training."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "bot" / "data"
OF_RASA = {"action_listen", "action_deactivate_loop"}


def read(file: Path) -> Any:
    """Return a YAML file."""
    return yaml.safe_load(file.read_text())


def steps(kind: str) -> list[tuple[str, str]]:
    """Return (rule, name) of every step of that kind."""
    return [
        (rule["rule"], step[kind])
        for file in sorted((DATA / "rules").glob("*.yml"))
        for rule in read(file)["rules"]
        for step in rule["steps"]
        if kind in step
    ]


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """What may be named, by kind of step."""
    domain = read(ROOT / "domain.yml")
    responses = {
        name for file in (DATA / "responses").glob("*.yml") for name in read(file)["responses"]
    }
    return {
        "intent": {name for entry in domain["intents"] for name in entry} | {"nlu_fallback"},
        "action": {*domain["actions"], *domain["forms"], *responses, *OF_RASA},
    }


@pytest.mark.parametrize("kind", ["intent", "action"])
def test_rules_name_what_is_there(kind: str, known: dict[str, set[str]]) -> None:
    """An intent of the domain; an action or a form of it, or a response."""
    assert steps(kind)
    assert [step for step in steps(kind) if step[1] not in known[kind]] == []
