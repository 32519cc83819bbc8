"""What Rasa keeps of a conversation does not grow with it, loses no state, and can be deleted."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from launch.settings import ROOT
from tests.bot.conftest import BOT_PYTHON, bot_variables

pytestmark = pytest.mark.slow
MOST_EVENTS = 90
"""Six turns of a dozen events, and the short beginning."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the trial in the Rasa environment found."""
    folder: Path = tmp_path_factory.mktemp("trackers")
    done = subprocess.run(
        [BOT_PYTHON, "tests/bot/tracker_trial.py", str(folder)],
        cwd=ROOT,
        env=bot_variables(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


class TestLastTurns:
    """bot.trackers.bounded, over seeded conversations of 120 turns."""

    def test_state_is_that_of_the_whole_conversation(self, found: dict[str, Any]) -> None:
        """Slots, open form, its flags, last message and action, and what rules match on."""
        assert [one["different"] for one in found["conversations"]] == [0] * 6

    def test_some_forms_were_opened_before_the_cut(self, found: dict[str, Any]) -> None:
        """Else the rule above would say nothing of them."""
        assert all(one["spans"] > 0 for one in found["conversations"])

    def test_size_is_bounded(self, found: dict[str, Any]) -> None:
        """In turns and in events, whatever the length."""
        for one in found["conversations"]:
            assert one["turns"] == found["kept_turns"]
            assert one["events"] <= MOST_EVENTS


class TestForgetting:
    """BoundedTrackerStore.forget and forget_unused."""

    def test_text_is_gone_from_the_file(self, found: dict[str, Any]) -> None:
        """From the database and its write-ahead log; and it was there before."""
        assert (found["forgetting"]["before"], found["forgetting"]["after"]) == (True, False)

    def test_late_message_brings_nothing_back(self, found: dict[str, Any]) -> None:
        """And other conversations are left alone."""
        assert found["forgetting"]["keys"] == ["stays"]
        assert found["forgetting"]["other"] is True

    def test_unused_ones_go_by_their_age(self, found: dict[str, Any]) -> None:
        """None that is younger; the text of those that go is gone too."""
        assert found["forgetting"]["unused"] == [0, 1]
        assert found["forgetting"]["at_last"] is False


class TestDamagedFile:
    """A store on a file that is no database."""

    def test_is_begun_anew(self, found: dict[str, Any]) -> None:
        """The dialogue starts, instead of failing at each start."""
        assert found["damaged"] == []
