"""Feedback is recorded about what the API served; an answer that did not help leads to the Hub."""

import pytest

from tests.actions.conftest import FAILURES, Rasa, break_api
from tests.actions.fake_api import FakeApi

VERDICTS = [("action_helped", "helped"), ("action_did_not_help", "did_not_help")]


class TestRate:
    """action_helped and action_did_not_help."""

    @pytest.mark.parametrize(("action", "verdict"), VERDICTS)
    def test_verdict_is_sent(self, rasa: Rasa, api: FakeApi, action: str, verdict: str) -> None:
        """Once."""
        assert rasa.runs(action).said == [f"utter_{verdict}"]
        assert api.ratings == [verdict]

    def test_a_yes_then_asks_the_hub_only_if_it_did_not_help(self, rasa: Rasa) -> None:
        """An offer was made in one case alone."""
        assert rasa.runs("action_did_not_help").slots["offered"] == "hub"
        assert rasa.runs("action_helped").slots["offered"] == "nothing"

    @pytest.mark.parametrize(("action", "verdict"), VERDICTS)
    def test_nothing_was_served(self, rasa: Rasa, api: FakeApi, action: str, verdict: str) -> None:
        """Nothing is claimed to have been noted."""
        api.something_served = False
        assert rasa.runs(action).said == [f"utter_{verdict}_nothing_to_rate"]

    @pytest.mark.parametrize(("action", "verdict"), VERDICTS)
    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply(
        self, rasa: Rasa, api: FakeApi, action: str, verdict: str, how: str, failure: str
    ) -> None:
        """With a button that tries the same verdict again."""
        break_api(api, how)
        result = rasa.runs(action)
        assert result.said == [f"utter_feedback_{failure}"]
        assert result.replies[0]["retry"] == f"/answer_{verdict}"
