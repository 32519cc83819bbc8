"""Starting over is agreed first, and clears the request before it says so."""

from typing import Any

import pytest

from tests.actions.conftest import FAILURES, Rasa, break_api
from tests.actions.fake_api import FakeApi

FORM: dict[str, Any] = {"question": "What works?"}


class TestStartOver:
    """action_start_over."""

    def test_asks_first(self, rasa: Rasa, api: FakeApi) -> None:
        """Nothing is cleared, and a yes will."""
        result = rasa.runs("action_start_over", "start over", "start_over", **FORM)
        assert result.said == ["utter_start_over_ask"]
        assert (result.slots, api.calls) == ({"offered": "start_over"}, [])

    @pytest.mark.parametrize(
        ("text", "intent", "entities"),
        [
            ('/start_over{"confirm":"yes"}', "start_over", {"confirm": "yes"}),
            ("yes", "affirm", {}),
        ],
    )
    def test_clears_on_a_yes(
        self, rasa: Rasa, api: FakeApi, text: str, intent: str, entities: dict[str, str]
    ) -> None:
        """The question, and the request that is not sent yet."""
        begin = {"do": "begin", "kind": "guidance_request", "asked": "What works?"}
        api.worksheets.move("t1", begin)
        result = rasa.runs("action_start_over", text, intent, entities, **FORM)
        assert result.said == ["utter_started_over"]
        assert (result.slots["question"], result.slots["typed"]) == (None, None)
        assert api.worksheets.sheet["state"] == "discarded"

    def test_nothing_to_clear_is_not_asked_about(self, rasa: Rasa) -> None:
        """There is nothing to lose."""
        result = rasa.runs("action_start_over", "start over", "start_over")
        assert result.said == ["utter_nothing_to_clear"]

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_failure_clears_nothing(self, rasa: Rasa, api: FakeApi, how: str, failure: str) -> None:
        """Slots without the request would be half a clearing."""
        break_api(api, how)
        result = rasa.runs("action_start_over", "yes", "affirm", **FORM)
        assert result.said == [f"utter_start_over_{failure}"]
        assert result.slots == {"offered": "start_over"}
