"""The trained model on messages that it has never seen: a floor, not a hope."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from launch.settings import ROOT
from tests.bot.conftest import BOT_PYTHON, bot_variables

HELD_OUT = ROOT / "tests" / "bot" / "nlu_held_out.jsonl"
LEAST_MESSAGES = 600
LEAST_ACCURACY = 0.95
LEAST_MACRO_F1 = 0.93
MOST_STOLEN = 0.08
"""Share of questions for search that a dialogue intent may take: a third of these were written to
look like talk."""
MOST_MS = 60.0
"""Median of a message: 4 ms where nothing else runs, 20 ms on a machine busy with other tests."""


@pytest.fixture(scope="module")
def scores(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `bot.intent_scores` writes for the trained model."""
    out = tmp_path_factory.mktemp("intents") / "scores.json"
    done = scored(str(model), HELD_OUT, out)
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(out.read_text(encoding="utf-8")))


def scored(model: str, labelled: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run the scores of a model on a file."""
    return subprocess.run(
        [BOT_PYTHON, "-m", "bot.intent_scores", model, str(labelled), "--out", str(out)],
        cwd=ROOT,
        env=bot_variables(),
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(300)
class TestHeldOut:
    """Messages are understood or go to search."""

    def test_there_are_enough_of_them(self, scores: dict[str, Any]) -> None:
        """A floor on a handful would say nothing."""
        assert scores["messages"] >= LEAST_MESSAGES

    def test_accuracy(self, scores: dict[str, Any]) -> None:
        """Doubt counts as a question for search."""
        assert scores["accuracy"] >= LEAST_ACCURACY, scores["confusions"]

    def test_every_intent_counts(self, scores: dict[str, Any]) -> None:
        """Macro-F1: a small intent that is never found drags it down."""
        assert scores["macro_f1"] >= LEAST_MACRO_F1, scores["confusions"]

    def test_all_rows_are_scored(self, scores: dict[str, Any]) -> None:
        """Every label is an intent of the domain."""
        assert scores["unknown_labels"] == {}

    def test_a_message_is_read_in_a_moment(self, scores: dict[str, Any]) -> None:
        """An officer waits for all of a turn; this is the smallest part of it."""
        assert scores["parse_ms_p50"] <= MOST_MS

    def test_no_message_is_kept(self, scores: dict[str, Any]) -> None:
        """Who writes training data may read the report."""
        assert {key for row in scores["wrong"] for key in row} <= {
            "line", "true", "guessed", "confidence", "milliseconds"
        }  # fmt: skip

    def test_questions_reach_search(self, scores: dict[str, Any]) -> None:
        """The error that hurts: a question that is taken for talk."""
        assert scores["stolen"] <= MOST_STOLEN, scores["confusions"]


@pytest.mark.slow
@pytest.mark.timeout(200)
class TestAnyFile:
    """`make eval-intents SET=…`."""

    def test_labels_nobody_could_guess_are_named(self, model: Path, tmp_path: Path) -> None:
        """And not scored."""
        file, out = tmp_path / "set.jsonl", tmp_path / "scores.json"
        rows = [("thanks", "thank"), ("book a flight", "travel"), ("a table for two", "travel")]
        file.write_text("".join(json.dumps({"text": t, "intent": i}) + "\n" for t, i in rows))
        done = scored(str(model), file, out)
        assert done.returncode == 0, done.stderr[-2000:]
        assert "NOT SCORED, no such intent in the domain: travel (2)" in done.stdout
        assert json.loads(out.read_text())["messages"] == 1

    def test_a_bad_row_is_named(self, tmp_path: Path) -> None:
        """Before the model is even loaded."""
        file = tmp_path / "set.jsonl"
        file.write_text('{"text": "thanks"}\n')
        done = scored("no-model", file, tmp_path / "scores.json")
        assert done.returncode == 2
        assert 'line 1: the field "intent" is missing' in done.stderr
