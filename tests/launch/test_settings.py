"""Settings of the launcher."""

from pathlib import Path

import pytest

from launch.errors import LaunchError
from launch.settings import Settings, reachable


class TestRead:
    """`Settings.read`."""

    def test_defaults_are_loopback_and_the_documented_ports(self, tmp_path: Path) -> None:
        """With an empty environment, everything is on 127.0.0.1 and below var/."""
        settings = Settings.read({}, root=tmp_path)
        assert settings.address == "http://127.0.0.1:8000"
        assert (settings.rasa_port, settings.actions_port) == (5005, 5055)
        assert settings.var == settings.models == tmp_path / "var"

    def test_models_stay_shared_when_only_var_dir_moves(self, tmp_path: Path) -> None:
        """VAR_DIR moves database and logs; what was built stays where it was."""
        settings = Settings.read({"VAR_DIR": "/elsewhere"}, root=tmp_path)
        assert settings.database == Path("/elsewhere/db/prevention.db")
        assert settings.encoder == tmp_path / "var" / "models" / "encoder"
        assert settings.intent_encoder == tmp_path / "var" / "models" / "intent-encoder"

    @pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "80.5"])
    def test_a_port_that_is_none_is_refused_by_name(self, tmp_path: Path, value: str) -> None:
        """The message names the setting and its value."""
        with pytest.raises(LaunchError, match=f"RASA_PORT={value}"):
            Settings.read({"RASA_PORT": value}, root=tmp_path)

    def test_what_children_are_told_reads_back_the_same(self, tmp_path: Path) -> None:
        """`variables` is the inverse of `read`, so parent and children agree."""
        settings = Settings.read({"API_PORT": "8123", "VAR_DIR": "/elsewhere"}, root=tmp_path)
        assert Settings.read(settings.variables(), root=tmp_path) == settings


class TestReachable:
    """`reachable`."""

    @pytest.mark.parametrize(
        ("bound", "asked"),
        [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],
    )
    def test_a_wildcard_address_is_asked_on_loopback(self, bound: str, asked: str) -> None:
        """A server bound to every address is asked after its health on this machine."""
        assert reachable(bound) == asked
