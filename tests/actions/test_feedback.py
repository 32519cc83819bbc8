"""Feedback is recorded about what the API served; an answer that did not help leads to the Hub."""

import pytest

from tests.actions.conftest import FAILURES, Rasa, break_api
from tests.actions.fake_api import FakeApi

VERDICTS = [
    ("action_helped", "helped", "/answer_helped"),
    ("action_partly_helped", "partly", "/answer_partly_helped"),
    ("action_did_not_help", "did_not_help", "/answer_did_not_help"),
]


@pytest.mark.parametrize(("action", "verdict", "retry"), VERDICTS)
class TestRate:
    """action_helped, action_partly_helped and action_did_not_help."""

    def test_verdict_is_sent(
        self, rasa: Rasa, api: FakeApi, action: str, verdict: str, retry: str
    ) -> None:
        """Once; what came of it is for the API to word."""
        result = rasa.runs(action)
        assert result.said == ["utter_verdict"]
        said = {name: result.replies[0][name] for name in ("verdict", "noted", "slug")}
        assert said == {"verdict": verdict, "noted": "new", "slug": "shop-theft"}
        assert api.ratings == [verdict]

    def test_button_names_its_article_and_the_reason(
        self, rasa: Rasa, api: FakeApi, action: str, verdict: str, retry: str
    ) -> None:
        """However many answers have come since."""
        tapped = {"article": "off-road-bikes", "reason": "outdated"}
        rasa.runs(action, retry, entities=tapped)
        assert api.calls[0].body == {
            "verdict": verdict,
            "reason": "outdated",
            "slug": "off-road-bikes",
        }

    def test_a_yes_then_asks_the_hub_unless_it_helped(
        self, rasa: Rasa, action: str, verdict: str, retry: str
    ) -> None:
        """An offer was made."""
        offered = "nothing" if verdict == "helped" else "hub"
        assert rasa.runs(action).slots["offered"] == offered

    def test_nothing_was_served(
        self, rasa: Rasa, api: FakeApi, action: str, verdict: str, retry: str
    ) -> None:
        """Nothing is claimed to have been noted."""
        api.something_served = False
        assert rasa.runs(action).replies[0]["noted"] == "nothing"

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply(
        self,
        rasa: Rasa,
        api: FakeApi,
        action: str,
        verdict: str,
        retry: str,
        how: str,
        failure: str,
    ) -> None:
        """With a button that tries the same verdict again."""
        break_api(api, how)
        result = rasa.runs(action)
        assert result.said == [f"utter_feedback_{failure}"]
        assert result.replies[0]["retry"] == retry
