"""The form: what fills a step, what gives way to the rules, and what survives a failure."""

from typing import Any

import pytest

from tests.actions.conftest import FAILURES, Rasa, Result, break_api
from tests.actions.fake_api import FakeApi, search_answer

QUESTION = "What works against off-road bikes?"
ACTION = "validate_ticket_form"


def answers(rasa: Rasa, step: str, text: str, intent: str = "nlu_fallback", **more: Any) -> Result:
    """Answer the step with a typed text."""
    return rasa.runs(ACTION, text, intent, requested_slot=step, **({"question": QUESTION} | more))


def clicks(rasa: Rasa, step: str, entities: dict[str, str], **slots: Any) -> Result:
    """Answer the step with a button."""
    text = f"/choose{entities}"
    values = {"question": QUESTION, "requested_slot": step} | slots
    return rasa.runs(ACTION, text, "choose", entities, **values)


class TestOpening:
    """The form opens with what is known: from the slots, from the draft."""

    def test_question_goes_into_the_draft(self, rasa: Rasa, api: FakeApi) -> None:
        """So that the web form opens with it should the dialogue fail."""
        rasa.runs(ACTION, "/ask_the_hub", "ask_the_hub", question=QUESTION)
        assert api.draft["question"] == QUESTION

    def test_draft_fills_what_the_slots_lack(self, rasa: Rasa, api: FakeApi) -> None:
        """What was typed before a failure is not asked for again."""
        api.draft |= {"question": QUESTION, "tried": "Patrols"}
        slots = rasa.runs(ACTION, "/ask_the_hub", "ask_the_hub").slots
        assert (slots["question"], slots["tried"]) == (QUESTION, "Patrols")

    def test_unfinished_request_about_something_else_is_asked_about(
        self, rasa: Rasa, api: FakeApi
    ) -> None:
        """The draft was put there by the form, so the slot's question is the newer one."""
        api.draft |= {"question": "Older", "tried": "Patrols"}
        slots = rasa.runs(ACTION, "/x", "ask_the_hub", question=QUESTION, drafted="Older").slots
        assert slots["question"] is None
        assert (slots["offers"], slots["typed"], slots["earlier"]) == ("earlier", QUESTION, "Older")

    def test_question_asked_while_rasa_was_away_is_the_newer_one(
        self, rasa: Rasa, api: FakeApi
    ) -> None:
        """The form did not put it into the draft: the API did."""
        api.draft |= {"question": "Newest"}
        slots = rasa.runs(ACTION, "/x", "ask_the_hub", question=QUESTION, drafted="Older").slots
        assert slots["question"] == "Newest"
        assert api.draft["question"] == "Newest"

    def test_draft_with_a_question_alone_gives_way(self, rasa: Rasa, api: FakeApi) -> None:
        """There is nothing in it to lose."""
        api.draft |= {"question": "Older"}
        slots = rasa.runs(ACTION, "/x", "ask_the_hub", question=QUESTION, drafted="Older").slots
        assert slots["question"] == QUESTION
        assert api.draft["question"] == QUESTION

    def test_request_that_says_what_it_is_about(self, rasa: Rasa, api: FakeApi) -> None:
        """It need not be typed again; a question from before is not sent in its place."""
        text = "please ask the hub whether anybody has tried mediation for pub car park rows"
        slots = rasa.runs(ACTION, text, "ask_the_hub").slots
        assert (slots["offers"], slots["typed"]) == ("typed", text)
        slots = rasa.runs(ACTION, text, "ask_the_hub", question=QUESTION).slots
        assert (slots["question"], slots["typed"], slots["earlier"]) == (None, text, QUESTION)
        assert api.draft["question"] is None

    def test_full_form_that_was_sent_once_is_left_alone(self, rasa: Rasa, api: FakeApi) -> None:
        """The same content under the same key; a draft would only be left behind."""
        full = {"question": QUESTION, "tried": "a", "where": "", "contact": "chat"}
        result = rasa.runs(ACTION, "/x", "ask_the_hub", ticket_key="turn-before", **full)
        assert "ticket_key" not in result.slots
        assert api.calls == []

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_failure_is_said_and_the_form_opens(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """The slots are enough to go on with."""
        break_api(api, how)
        result = rasa.runs(ACTION, "/ask_the_hub", "ask_the_hub", question=QUESTION)
        assert result.said == [f"utter_draft_{failure}"]
        assert result.slots["question"] == QUESTION


class TestTypedAnswers:
    """What is typed is the step's answer, verbatim."""

    @pytest.mark.parametrize("intent", ["nlu_fallback", "deny", "affirm", "small_talk", "choose"])
    def test_any_words_fill_the_step(self, rasa: Rasa, api: FakeApi, intent: str) -> None:
        """ "Nope, nothing" is an answer to what was tried."""
        assert answers(rasa, "tried", "nope, nothing", intent).slots["tried"] == "nope, nothing"
        assert api.draft["tried"] == "nope, nothing"

    @pytest.mark.parametrize("intent", ["cancel", "ticket_status", "thank", "report_emergency"])
    def test_few_words_about_the_talk_give_way(self, rasa: Rasa, api: FakeApi, intent: str) -> None:
        """No event at all: rasa then lets the rules reply."""
        assert answers(rasa, "tried", "a few words", intent).events == []
        assert api.calls == []

    def test_many_words_are_an_answer(self, rasa: Rasa) -> None:
        """Whatever they sound like."""
        text = "we cancelled the youth club last year and it all got worse"
        assert answers(rasa, "tried", text, "cancel").slots["tried"] == text

    def test_question_that_can_be_answered_is_answered(self, rasa: Rasa, api: FakeApi) -> None:
        """The step stays open, and the text is kept for it."""
        api.found = search_answer("answered", 1, ("shop-theft",))
        result = answers(rasa, "tried", "do PSPOs work?", "ask_guidance")
        assert result.said == ["utter_search_result"]
        assert "tried" not in result.slots
        assert (result.slots["offers"], result.slots["typed"]) == ("typed", "do PSPOs work?")

    @pytest.mark.parametrize("outcome", ["unanswered", "choices", "out_of_scope"])
    def test_question_that_cannot_be_answered_fills_the_step(
        self, rasa: Rasa, api: FakeApi, outcome: str
    ) -> None:
        """Only a sure answer interrupts the form."""
        api.found = search_answer(outcome, 0)
        assert answers(rasa, "where", "by the rec?", "ask_guidance").slots["where"] == "by the rec?"

    def test_failed_search_does_not_cost_the_answer(self, rasa: Rasa, api: FakeApi) -> None:
        """The text fills the step without a word about searching."""
        api.only, api.refuse = "/search", (500, "internal")
        result = answers(rasa, "where", "by the rec?", "ask_guidance")
        assert (result.slots["where"], result.said) == ("by the rec?", [])

    def test_yes_takes_the_text_that_is_offered(self, rasa: Rasa) -> None:
        """As the button does."""
        result = answers(rasa, "tried", "yes", "affirm", offers="typed", typed="do PSPOs work?")
        assert result.slots["tried"] == "do PSPOs work?"

    def test_too_long_a_contact_is_said(self, rasa: Rasa) -> None:
        """Nothing is cut off in silence."""
        result = answers(rasa, "contact", "ring " * 50)
        assert result.said == ["utter_too_long"]
        assert "contact" not in result.slots

    @pytest.mark.parametrize(
        ("text", "entities", "contact"),
        [
            ("by email please", {"contact": "email"}, "email"),
            ("the second one", {"ordinal": "2"}, "phone"),
            ("ring my skipper on the desk phone", {"contact": "phone"}, None),
            ("ask for Sam", {}, None),
        ],
    )
    def test_contact_in_words(
        self, rasa: Rasa, text: str, entities: dict[str, str], contact: str | None
    ) -> None:
        """A choice where it plainly is one, else the officer's own words."""
        slots = {"question": QUESTION, "requested_slot": "contact"}
        result = rasa.runs(ACTION, text, "choose", entities, **slots)
        assert result.slots["contact"] == (contact or text)

    @pytest.mark.parametrize("text", ["edit", "lads dealing in the park again", "the answer is no"])
    def test_what_names_no_way_to_be_reached_sends_nothing(self, rasa: Rasa, text: str) -> None:
        """The last step sends the request: it is asked again instead."""
        result = answers(rasa, "contact", text)
        assert result.said == ["utter_contact_unclear"]
        assert "contact" not in result.slots

    @pytest.mark.parametrize("text", ["n/a", "nowt", "nothing yet", "no"])
    def test_nothing_was_tried_is_an_answer(self, rasa: Rasa, text: str) -> None:
        """However much it sounds like turning something down."""
        assert answers(rasa, "tried", text, "cancel").slots["tried"] == text


class TestClicks:
    """A button says what it means, and only for its own step."""

    def test_skip(self, rasa: Rasa, api: FakeApi) -> None:
        """Filled with nothing, and nothing in the draft."""
        assert clicks(rasa, "tried", {"skip": "tried"}).slots["tried"] == ""
        assert api.draft["tried"] is None

    @pytest.mark.parametrize(
        ("step", "entities"),
        [
            ("where", {"skip": "tried"}),
            ("contact", {"skip": "contact"}),
            ("tried", {"contact": "phone"}),
            ("tried", {"article": "shop-theft"}),
            ("tried", {"use": "typed"}),
        ],
    )
    def test_button_of_another_step_gives_way(
        self, rasa: Rasa, step: str, entities: dict[str, str]
    ) -> None:
        """A stale button must not fill what it was not made for."""
        assert clicks(rasa, step, entities).events == []

    def test_use_what_was_typed(self, rasa: Rasa, api: FakeApi) -> None:
        """The text that was answered is taken for the step."""
        clicks(rasa, "where", {"use": "typed"}, typed="by the rec", offers="typed")
        assert api.draft["where"] == "by the rec"

    def test_carry_on_with_the_earlier_request(self, rasa: Rasa, api: FakeApi) -> None:
        """All of it comes back."""
        api.draft |= {"question": "Older", "tried": "Patrols"}
        kept = {"question": None, "typed": QUESTION, "earlier": "Older", "offers": "earlier"}
        slots = clicks(rasa, "question", {"use": "earlier"}, **kept).slots
        assert (slots["question"], slots["tried"], slots["offers"]) == ("Older", "Patrols", "none")

    def test_start_the_new_request(self, rasa: Rasa, api: FakeApi) -> None:
        """Nothing of the earlier one is left in it."""
        api.draft |= {"question": "Older", "tried": "Patrols"}
        kept = {"question": None, "typed": QUESTION, "earlier": "Older", "offers": "earlier"}
        slots = clicks(rasa, "question", {"use": "typed"}, **kept).slots
        assert (slots["question"], slots["tried"]) == (QUESTION, None)
        assert (api.draft["question"], api.draft["tried"]) == (QUESTION, None)


class TestTrouble:
    """Whatever fails, the words are kept."""

    def test_answer_given_while_rasa_was_away_stands(self, rasa: Rasa, api: FakeApi) -> None:
        """What is typed now is offered for the next step."""
        api.draft["tried"] = "Patrols"
        slots = answers(rasa, "tried", "Every Sunday").slots
        assert (slots["tried"], slots["typed"], slots["offers"]) == (
            "Patrols",
            "Every Sunday",
            "typed",
        )

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_step_is_filled_although_it_could_not_be_saved(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """And that is said."""
        break_api(api, how)
        result = answers(rasa, "tried", "Patrols")
        assert (result.slots["tried"], result.said) == ("Patrols", [f"utter_draft_{failure}"])

    def test_over_turn_changes_nothing(self, rasa: Rasa, api: FakeApi) -> None:
        """The API has kept the text itself; the step is asked again in the next turn."""
        break_api(api, "over")
        result = answers(rasa, "tried", "Patrols")
        assert (result.slots, result.said) == ({"typed": None}, [])

    def test_other_content_gets_another_key(self, rasa: Rasa) -> None:
        """A key that was used for other content would be refused."""
        slots = answers(rasa, "tried", "Patrols", ticket_key="turn-before").slots
        assert slots["ticket_key"] is None

    @pytest.mark.parametrize(
        "event",
        [
            {"event": "action_execution_rejected", "name": "ticket_form"},
            {"event": "action", "name": "action_ticket_status"},
        ],
    )
    def test_message_that_was_answered_already_fills_nothing(
        self, rasa: Rasa, api: FakeApi, event: dict[str, str]
    ) -> None:
        """After an interruption the form only asks its step again."""
        slots = {"question": QUESTION, "requested_slot": "tried"}
        result = rasa.runs(ACTION, "my tickets", "ticket_status", before=[event], **slots)
        assert (result.events, api.calls) == ([], [])
