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
        assert api.calls[0].body == {"question": QUESTION, "limit": 3}

    def test_call_is_the_service_on_behalf_of_the_turn(self, rasa: Rasa, api: FakeApi) -> None:
        """A token and the turn; nobody's user id."""
        rasa.runs("action_search", QUESTION)
        headers = api.calls[0].headers
        assert headers["X-Turn-Id"] == TURN_ID
        assert headers["Authorization"].startswith("Bearer ")

    def test_only_what_the_officer_saw_is_remembered(self, rasa: Rasa, api: FakeApi) -> None:
        """The ranking is longer than what was served."""
        api.found = search_answer("choices", 2, ("off-road-bikes", "shop-theft"))
        result = rasa.runs("action_search", QUESTION)
        assert result.slots["choices"] == ["off-road-bikes", "shop-theft"]
        assert result.slots["article"] is None

    def test_answer_is_what_more_is_about(self, rasa: Rasa, api: FakeApi) -> None:
        """The article answered with is remembered; a yes then means nothing."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        result = rasa.runs("action_search", QUESTION)
        assert (result.slots["article"], result.slots["offered"]) == ("off-road-bikes", "nothing")

    def test_unanswered_makes_a_yes_mean_the_hub(self, rasa: Rasa) -> None:
        """The API offers the Hub, so a plain yes takes it."""
        assert rasa.runs("action_search", QUESTION).slots["offered"] == "hub"

    def test_new_question_leaves_the_last_form_behind(self, rasa: Rasa) -> None:
        """What was tried about one problem must not be sent with another."""
        result = rasa.runs("action_search", QUESTION, question="Other", tried="x", ticket_key="k")
        assert (result.slots["tried"], result.slots["ticket_key"]) == (None, None)

    def test_same_question_again_keeps_the_form(self, rasa: Rasa) -> None:
        """Trying again changes nothing that was typed."""
        result = rasa.runs("action_search", "/ask_guidance", question=QUESTION, tried="x")
        assert "tried" not in result.slots

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
        assert result.slots["article"] == "shop-theft"

    @pytest.mark.parametrize(
        ("place", "slug"), [("1", "off-road-bikes"), ("2", "shop-theft"), ("last", "shop-theft")]
    )
    def test_place_counts_what_was_shown(self, rasa: Rasa, place: str, slug: str) -> None:
        """From 1."""
        result = rasa.runs(
            "action_choose",
            "that one",
            "choose",
            {"ordinal": place},
            choices=["off-road-bikes", "shop-theft"],
        )
        assert result.replies[0]["slug"] == slug

    @pytest.mark.parametrize("place", ["0", "3", "-1", "many", "²"])
    def test_place_that_does_not_exist_is_said(self, rasa: Rasa, api: FakeApi, place: str) -> None:
        """And nothing is asked of the API."""
        entities, choices = {"ordinal": place}, ["off-road-bikes", "shop-theft"]
        result = rasa.runs("action_choose", "x", "choose", entities, choices=choices)
        assert (result.said, api.calls) == (["utter_nothing_to_choose"], [])

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


class TestTellMeMore:
    """action_tell_me_more: about the last article."""

    def test_rest_of_the_last_article(self, rasa: Rasa) -> None:
        """The API knows which sections were shown."""
        result = rasa.runs("action_tell_me_more", article="shop-theft")
        assert (result.said, result.replies[0]["slug"]) == (["utter_article_more"], "shop-theft")

    def test_nothing_was_shown(self, rasa: Rasa) -> None:
        """Then it is said."""
        assert rasa.runs("action_tell_me_more").said == ["utter_nothing_to_expand"]
