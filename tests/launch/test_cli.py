"""The commands of `python -m launch`."""

import builtins
from pathlib import Path

import pytest

from launch import cli, locks
from launch.errors import AlreadyRunning
from launch.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a tree with something under var/."""
    settings = Settings(root=tmp_path, var=tmp_path / "var", models=tmp_path / "var")
    settings.database.parent.mkdir(parents=True)
    settings.database.write_text("rows")
    return settings


class TestMain:
    """`main`."""

    def test_a_wrong_setting_is_one_sentence_and_code_1(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """No traceback for what a person can put right."""
        monkeypatch.setenv("API_PORT", "many")
        assert cli.main(["run"]) == 1
        printed = capsys.readouterr().out
        assert "API_PORT=many" in printed
        assert "Traceback" not in printed

    def test_running_what_was_never_set_up_says_what_to_do(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Before the first set-up there is no model."""
        monkeypatch.setenv("VAR_DIR", str(tmp_path))
        monkeypatch.setenv("MODELS_DIR", str(tmp_path))
        assert cli.main(["run"]) == 1
        assert "make setup" in capsys.readouterr().out


class TestClean:
    """`clean`."""

    @pytest.mark.parametrize(("answer", "kept"), [("yes", False), ("y", True), ("", True)])
    def test_deletes_only_after_a_full_yes(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: str, kept: bool
    ) -> None:
        """It takes the database along."""
        monkeypatch.setattr(builtins, "input", lambda question: answer)
        cli.clean(settings, sure=False)
        assert settings.database.exists() == kept

    def test_is_refused_while_the_assistant_runs(self, settings: Settings) -> None:
        """Even when sure."""
        with locks.held(settings.run_lock, "x"), pytest.raises(AlreadyRunning):
            cli.clean(settings, sure=True)
        assert settings.database.exists()
