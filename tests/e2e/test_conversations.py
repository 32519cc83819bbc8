"""Whole conversations through the real three processes, scripted in tests/bot/conversations."""

import pytest

from tests.e2e.conftest import Assistant
from tests.e2e.playing import Player
from tests.e2e.scripts import Script, read_scripts

LEAST_SCRIPTS = 25
LEAST_TURNS, MOST_TURNS = 6, 15
SCRIPTS = read_scripts()


class TestScripts:
    """The files themselves."""

    def test_there_are_enough(self) -> None:
        """From an interruption to a follow-up about winter."""
        assert len(SCRIPTS) >= LEAST_SCRIPTS

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
    def test_is_a_conversation(self, script: Script) -> None:
        """Neither a single question nor a marathon."""
        assert LEAST_TURNS <= script.length <= MOST_TURNS


@pytest.mark.e2e
@pytest.mark.timeout(300)
class TestConversations:
    """Every turn comes to what its script says."""

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
    def test_holds(self, assistant: Assistant, script: Script) -> None:
        """No turn is forgotten, misread or left without a reply."""
        Player(assistant).play(script)
