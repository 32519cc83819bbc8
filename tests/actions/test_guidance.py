"""Questions and articles: the question is always remembered, and only what was shown is picked."""

import pytest

from tests.actions.conftest import FAILURES, TURN_ID, Rasa, break_api
from tests.actions.fake_api import FakeApi, search_answer

QUESTION = "What works against  off-road bikes??"


class TestSearch:
    """action_search: verbatim to search, rendered by the API."""

    def test_question_is_kept_verbatim_and_sent(self, rasa: Rasa, api: FakeApi) -> None:
        """Down to the second space."""
        result = rasa.runs("action_search", QUESTION)
        assert result.slots["question"] == QUESTION
        assert result.said == ["utter_search_result"]
        assert api.calls[0].body == {"question": QUESTION, "limit": 3, "meant": "question"}

    def test_call_is_the_service_on_behalf_of_the_turn(self, rasa: Rasa, api: FakeApi) -> None:
        """A token and the turn; nobody's user id."""
        rasa.runs("action_search", QUESTION)
        headers = api.calls[0].headers
        assert headers["X-Turn-Id"] == TURN_ID
        assert headers["Authorization"].startswith("Bearer ")

    def test_question_as_it_was_taken_is_the_one_to_ask_the_hub(
        self, rasa: Rasa, api: FakeApi
    ) -> None:
        """ "What about in winter?" alone would tell the Hub nothing."""
        api.found = search_answer("unanswered", 0) | {"question": "bikes … what about in winter?"}
        result = rasa.runs("action_search", "what about in winter?")
        assert result.slots["question"] == "bikes … what about in winter?"

    def test_answer_leaves_nothing_to_say_yes_to(self, rasa: Rasa, api: FakeApi) -> None:
        """A plain yes then means nothing."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        assert rasa.runs("action_search", QUESTION).slots["offered"] == "nothing"

    def test_button_has_the_words_of_one_turn_searched_alone(
        self, rasa: Rasa, api: FakeApi
    ) -> None:
        """The API knows what was typed in it."""
        typed = {"typed_in": TURN_ID}
        rasa.runs("action_search", "/ask_guidance", entities=typed, question=QUESTION)
        assert api.calls[0].body["typed_in"] == TURN_ID

    def test_unanswered_makes_a_yes_mean_the_hub(self, rasa: Rasa) -> None:
        """The API offers the Hub, so a plain yes takes it."""
        assert rasa.runs("action_search", QUESTION).slots["offered"] == "hub"

    def test_click_searches_the_question_before(self, rasa: Rasa, api: FakeApi) -> None:
        """ "Try again" is not itself a question."""
        rasa.runs("action_search", "/ask_guidance", question=QUESTION)
        assert api.calls[0].body["question"] == QUESTION

    def test_text_with_a_slash_is_a_question(self, rasa: Rasa, api: FakeApi) -> None:
        """The API sends an intent for it, so that it cannot be a command; the text is searched."""
        result = rasa.runs(
            "action_search", "/ask_guidance", slash_text="/restart", question="Other"
        )
        assert api.calls[0].body["question"] == "/restart"
        assert result.slots["question"] == "/restart"

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply_and_keeps_the_question(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """Down, slow and refusing are three different sentences."""
        break_api(api, how)
        result = rasa.runs("action_search", QUESTION)
        assert result.said == [f"utter_search_{failure}"]
        assert result.slots["question"] == QUESTION

    def test_over_turn_is_silent(self, rasa: Rasa, api: FakeApi) -> None:
        """The officer has been answered by the API; the question is kept all the same."""
        break_api(api, "over")
        result = rasa.runs("action_search", QUESTION)
        assert result.said == []
        assert result.slots["question"] == QUESTION

    @pytest.mark.parametrize("turn_id", [None, "", "not-a-turn"])
    def test_message_without_a_turn_is_refused(
        self, rasa: Rasa, api: FakeApi, turn_id: str | None
    ) -> None:
        """Nothing reaches the API on nobody's behalf."""
        rasa.turn_id = turn_id
        assert rasa.runs("action_search", QUESTION).said == ["utter_search_rejected"]
        assert api.calls == []


class TestChoose:
    """action_choose: by button or by place."""

    def test_button_names_the_article(self, rasa: Rasa) -> None:
        """Whatever was shown last."""
        result = rasa.runs(
            "action_choose", '/choose{"article":"shop-theft"}', "choose", {"article": "shop-theft"}
        )
        assert (result.said, result.replies[0]["slug"]) == (["utter_article"], "shop-theft")
        assert result.slots == {"offered": "nothing"}

    @pytest.mark.parametrize("text", ["the second one", "the one about lighting", "neither"])
    def test_what_is_typed_is_the_apis_to_read(self, rasa: Rasa, api: FakeApi, text: str) -> None:
        """It knows the last list, whatever this process remembers."""
        result = rasa.runs("action_choose", text, "choose")
        assert result.said == ["utter_search_result"]
        assert api.calls[0].body == {"question": text, "limit": 3, "meant": "choice"}

    def test_click_that_names_nothing_picks_nothing(self, rasa: Rasa, api: FakeApi) -> None:
        """And nothing is asked of the API."""
        result = rasa.runs("action_choose", "/choose", "choose")
        assert (result.said, api.calls) == (["utter_nothing_to_choose"], [])

    def test_none_of_them_makes_a_yes_mean_the_hub(self, rasa: Rasa, api: FakeApi) -> None:
        """The question that led to the list is the one to send."""
        api.found = search_answer("unanswered", 0) | {"question": QUESTION}
        result = rasa.runs("action_choose", "neither", "choose", question=QUESTION)
        assert result.slots == {"offered": "hub"}

    def test_withdrawn_article_is_not_shown(self, rasa: Rasa) -> None:
        """It is said that it is gone."""
        result = rasa.runs("action_choose", "/choose", "choose", {"article": "withdrawn"})
        assert (result.said, result.slots) == (["utter_article_gone"], {})

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """And the article shown before stays the one that more is about."""
        break_api(api, how)
        result = rasa.runs("action_choose", "/choose", "choose", {"article": "shop-theft"})
        assert (result.said, result.slots) == ([f"utter_article_{failure}"], {})


class TestGoBack:
    """action_go_back: the API finds the earlier question."""

    def test_message_is_sent_for_what_it_is(self, rasa: Rasa, api: FakeApi) -> None:
        """With what the dialogue took it for."""
        result = rasa.runs("action_go_back", "back to the bikes", "go_back")
        assert result.said == ["utter_search_result"]
        assert api.calls[0].body["meant"] == "return"
