"""`make eval-intents` finds the model and the right program, and ends as that ended."""

from pathlib import Path

import pytest
import typer

from launch.settings import Settings
from measure import intents


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run in Rasa's environment; it ends with 3."""
    calls: list[list[str]] = []

    def run(_: Settings, words: list[str]) -> int:
        calls.append(words)
        return 3

    monkeypatch.setattr(intents, "run", run)
    return calls


class TestMain:
    """measure.intents.main."""

    def test_a_folder_is_compared(self, asked: list[list[str]]) -> None:
        """No trained model is needed: both pipelines are trained anew."""
        with pytest.raises(typer.Exit) as ended:
            intents.main(public=Path("sets"))
        assert asked == [["bot.comparison", "sets"]]
        assert ended.value.exit_code == 3

    def test_without_a_model_it_says_what_to_do(
        self,
        asked: list[list[str]],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """Nothing is run."""
        monkeypatch.setenv("MODELS_DIR", str(tmp_path))
        with pytest.raises(typer.Exit) as ended:
            intents.main()
        assert ended.value.exit_code == 2
        assert asked == []
        assert "make setup" in capsys.readouterr().err


class TestHeldOut:
    """The set that is taken if none is named."""

    def test_is_there(self) -> None:
        """Or the command would fail for everybody who only wants to see it work."""
        assert intents.HELD_OUT.is_file()
