"""Deleting the conversation is said first, and agreed by a button or in words."""

import pytest

from tests.actions.conftest import Rasa
from tests.actions.fake_api import FakeApi


class TestDeleteConversation:
    """action_delete_conversation."""

    def test_asks_first(self, rasa: Rasa, api: FakeApi) -> None:
        """A yes then means this."""
        result = rasa.runs("action_delete_conversation", "delete this chat", "delete_conversation")
        assert result.said == ["utter_delete_ask"]
        assert result.slots == {"offered": "delete"}

    @pytest.mark.parametrize(
        ("text", "intent", "entities"),
        [
            ('/delete_conversation{"confirm":"yes"}', "delete_conversation", {"confirm": "yes"}),
            ("yes", "affirm", {}),
        ],
    )
    def test_agreed(
        self, rasa: Rasa, api: FakeApi, text: str, intent: str, entities: dict[str, str]
    ) -> None:
        """The API is told by the reply, and does it; nothing is called."""
        result = rasa.runs("action_delete_conversation", text, intent, entities, offered="delete")
        assert result.said == ["utter_delete_agreed"]
        assert result.slots == {"offered": "nothing"}
        assert api.calls == []
