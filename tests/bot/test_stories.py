"""The trained model walks every story of test_stories.yml without a wrong step."""

import subprocess
from pathlib import Path

import pytest

from launch.settings import ROOT
from tests.bot.conftest import BOT_PYTHON, bot_variables

STORIES = ROOT / "tests" / "bot" / "test_stories.yml"


def walk(model: Path, stories: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run `rasa test core` on the stories."""
    command = [
        BOT_PYTHON, "-m", "rasa", "test", "core", "--model", str(model), "--stories",
        str(stories), "--fail-on-prediction-errors", "--no-plot", "--out", str(out),
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=ROOT, env=bot_variables(), capture_output=True, text=True, timeout=240
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
class TestStories:
    """Real messages, real predictions; custom actions are not run here."""

    def test_every_step_is_as_written(self, model: Path, tmp_path: Path) -> None:
        """One wrong prediction fails."""
        done = walk(model, STORIES, tmp_path)
        assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]

    def test_a_wrong_step_would_be_found(self, model: Path, tmp_path: Path) -> None:
        """The rule above can fail, and for the step, not because Rasa fell over."""
        wrong = tmp_path / "test_wrong.yml"
        wrong.write_text(STORIES.read_text().replace("utter_thank\n", "utter_goodbye\n", 1))
        done = walk(model, wrong, tmp_path)
        assert done.returncode != 0
        assert "predicted: utter_thank" in done.stdout + done.stderr
