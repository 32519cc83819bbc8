"""actions/contract.py is what the API's OpenAPI document says, to the letter."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from api.conversations.directives import directive_adapter
from launch.settings import ROOT
from tests.contract.generate import CONTRACT, contract

RESPONSES = ROOT / "bot" / "data" / "responses"


class TestContract:
    """The generated file."""

    def test_is_up_to_date(self) -> None:
        """If the API changes, `python -m tests.contract.generate` writes the file again."""
        assert CONTRACT.read_text() == contract()


def directives() -> list[tuple[str, dict[str, object]]]:
    """Return every typed payload of the responses, as it leaves rasa."""
    found = []
    for file in sorted(RESPONSES.glob("*.yml")):
        for name, variations in yaml.safe_load(file.read_text())["responses"].items():
            found += [(name, item["custom"]) for item in variations if "custom" in item]
    return found


def buttons(payload: dict[str, object]) -> list[dict[str, str]]:
    """Return the payload's buttons with the braces that rasa takes off."""
    listed = payload.get("buttons", [])
    assert isinstance(listed, list)
    return [
        button | {"payload": button["payload"].replace("{{", "{").replace("}}", "}")}
        for button in listed
    ]


FILLED_IN = {"{verdict}": "helped", "{noted}": "new"}


class TestResponses:
    """Every typed payload of Rasa's responses is one that the API knows."""

    @pytest.mark.parametrize(("name", "payload"), directives())
    def test_is_a_directive(self, name: str, payload: dict[str, object]) -> None:
        """With no field too few or too many; what is filled in, its action takes from the API."""
        filled = [b | {"payload": b["payload"].replace("{retry}", "/x")} for b in buttons(payload)]
        said = {name: FILLED_IN.get(str(value), value) for name, value in payload.items()}
        directive_adapter.validate_python(said | {"buttons": filled})

    def test_an_unknown_payload_would_be_found(self) -> None:
        """The rule above can fail."""
        with pytest.raises(ValidationError):
            directive_adapter.validate_python({"kind": "notice", "code": "other", "text": "x"})


def test_wording_is_never_in_the_domain() -> None:
    """The domain is the contract; wording lives in bot/data/responses/<topic>.yml."""
    assert "responses" not in yaml.safe_load(Path(ROOT / "domain.yml").read_text())
