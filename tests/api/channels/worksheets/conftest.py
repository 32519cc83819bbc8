"""A plan that was begun in the chat, and a rasa whose actions make moves."""

import pytest

from tests.api.channels.talking import say
from tests.api.channels.worksheets.script import moves


@pytest.fixture
def settings(settings):
    """Time enough for the calls that come back while rasa is asked."""
    return settings.model_copy(update={"rasa_timeout_s": 8.0})


@pytest.fixture
def script(client, rasa, service_token):
    """A rasa whose actions make the moves that the test names."""
    rasa.script = moves(client, service_token)
    return rasa.script


@pytest.fixture
def plan(client, officer, script):
    """The reply that asks the first question of a plan."""
    script.made = [{"do": "begin", "kind": "plan"}]
    return say(client, officer, "help me with a problem")
