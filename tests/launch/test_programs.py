"""What the three processes are started with."""

import json
from pathlib import Path

import pytest

from launch.child import Program
from launch.programs import Tokens, programs
from launch.settings import Settings
from launch.stamps import file_hash
from launch.training import RECORD


@pytest.fixture
def three(tmp_path: Path) -> dict[str, Program]:
    """The programs of a tree with a trained model, by name."""
    settings = Settings(var=tmp_path, models=tmp_path, api_port=8123, rasa_port=5123)
    settings.dialogue_models.mkdir(parents=True)
    model = settings.dialogue_models / "dialogue-abc.tar.gz"
    model.write_text("a model")
    record = {"file": model.name, "sha256": file_hash(model), "inputs": "abc"}
    (settings.dialogue_models / RECORD).write_text(json.dumps(record))
    return {
        program.name: program for program in programs(settings, Tokens("the-token", "rasas-token"))
    }


class TestPrograms:
    """`programs`."""

    def test_rasa_listens_on_loopback_without_its_http_api(self, three: dict[str, Program]) -> None:
        """One channel, reached by api alone."""
        command = three["rasa"].command
        assert command[command.index("-i") + 1] == "127.0.0.1"
        assert not {"--enable-api", "--cors", "--debug"} & set(command)
        assert three["rasa"].variables["RASA_TELEMETRY_ENABLED"] == "false"

    def test_each_token_goes_to_the_two_that_need_it(self, three: dict[str, Program]) -> None:
        """Rasa runs code of many packages; what opens the api is not for it."""
        assert three["api"].variables["ACTIONS_API_TOKEN"] == "the-token"
        assert three["actions"].variables["ACTIONS_API_TOKEN"] == "the-token"
        assert "ACTIONS_API_TOKEN" not in three["rasa"].variables
        assert three["api"].variables["RASA_TOKEN"] == "rasas-token"
        assert three["rasa"].variables["RASA_TOKEN"] == "rasas-token"
        assert "RASA_TOKEN" not in three["actions"].variables

    def test_each_is_told_where_the_others_are(self, three: dict[str, Program]) -> None:
        """By the ports of these settings, not the defaults."""
        assert three["api"].variables["RASA_URL"] == "http://127.0.0.1:5123"
        assert three["actions"].variables["API_URL"] == "http://127.0.0.1:8123"

    def test_each_runs_in_its_own_environment(self, three: dict[str, Program]) -> None:
        """Python 3.10 for rasa, the modern one for the rest."""
        assert three["rasa"].command[0].endswith("/bot/.venv/bin/python")
        for name in ("api", "actions"):
            assert three[name].command[0].endswith("/.venv/bin/python")
            assert "/bot/" not in three[name].command[0]

    def test_tokens_do_not_show(self) -> None:
        """A log line with the programs' tokens would open them to its readers."""
        assert "the-token" not in repr(Tokens("the-token", "rasas-token"))
