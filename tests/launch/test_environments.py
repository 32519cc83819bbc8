"""The parts of building environments that need no network."""

from pathlib import Path

import pytest

from launch import environments
from launch.errors import LaunchError
from launch.settings import Settings


class TestDownloadSeconds:
    """`download_seconds`."""

    def test_adds_up_resolving_and_fetching_and_not_installing(self) -> None:
        """Lines as uv prints them; linking files into place is our own work."""
        printed = (
            "Resolved 120 packages in 850ms\n"
            "Prepared 119 packages in 1m 02s\n"
            "Installed 119 packages in 4.20s\n"
        )
        assert environments.download_seconds(printed) == pytest.approx(62.85)

    def test_is_nothing_when_all_was_at_hand(self) -> None:
        """An environment that is already complete."""
        assert environments.download_seconds("Audited 119 packages in 12ms\n") == 0


class TestBootstrapUv:
    """`Installer.bootstrap_uv`."""

    def test_says_what_to_install_when_python_has_no_venv_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Debian splits venv off; without it and without uv the sentence names the package."""
        monkeypatch.setattr(environments.importlib.util, "find_spec", lambda name: None)
        monkeypatch.setenv("PATH", str(tmp_path))
        installer = environments.Installer(Settings(root=tmp_path), tmp_path / "log", print)
        with pytest.raises(LaunchError, match=r"python3\.\d+-venv"):
            installer.bootstrap_uv()

    def test_takes_the_uv_in_path_when_python_has_no_venv_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A uv that the person installed is good enough."""
        theirs = tmp_path / "bin" / "uv"
        theirs.parent.mkdir()
        theirs.write_text("#!/bin/sh\n")
        theirs.chmod(0o755)
        monkeypatch.setattr(environments.importlib.util, "find_spec", lambda name: None)
        monkeypatch.setenv("PATH", str(theirs.parent))
        installer = environments.Installer(Settings(root=tmp_path), tmp_path / "log", print)
        installer.bootstrap_uv()
        assert installer.uv.resolve() == theirs
