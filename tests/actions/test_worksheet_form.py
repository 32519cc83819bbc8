"""The form for worksheets: what is a move in it, what gives way, and what survives a failure."""

from typing import Any

import pytest

from tests.actions.conftest import FAILURES, Rasa, Result, break_api
from tests.actions.fake_api import FakeApi, search_answer

ACTION = "validate_worksheet_form"
WHAT = "youths climb on the shop roofs and throw stones at customers"


def says(rasa: Rasa, text: str, intent: str = "nlu_fallback", **more: Any) -> Result:
    """Type something while the form is open."""
    return rasa.runs(ACTION, text, intent, requested_slot="worksheet_end", **more)


def moved(api: FakeApi) -> list[dict[str, Any]]:
    """Return the moves that were posted."""
    return [call.body for call in api.calls if call.path.endswith("/worksheet")]


@pytest.fixture
def plan(rasa: Rasa, api: FakeApi) -> FakeApi:
    """A plan of which the first question is asked."""
    rasa.runs(ACTION, "/start_plan", "start_plan")
    api.calls.clear()
    return api


class TestOpening:
    """What the form begins or goes on with."""

    @pytest.mark.parametrize(
        ("text", "intent", "entities", "move"),
        [
            ("/start_plan", "start_plan", {}, {"do": "begin", "kind": "plan"}),
            ("/start_plan", "start_plan", {"new": "yes"}, {"do": "begin", "new": True}),
            ("i have an idea", "make_submission", {}, {"kind": "submission"}),
            ("/make_submission", "make_submission", {"kind": "idea"}, {"kind": "idea"}),
            ("carry on", "resume", {}, {"do": "resume"}),
            ("/resume", "resume", {"worksheet": "w1"}, {"do": "resume", "worksheet_id": "w1"}),
            ("change where", "change_answer", {}, {"do": "change", "text": "change where"}),
        ],
    )  # fmt: skip
    def test_move(
        self, rasa: Rasa, api: FakeApi, text: str, intent: str, entities: Any, move: Any
    ) -> None:
        """Words and buttons lead to the same."""
        rasa.runs(ACTION, text, intent, entities)
        assert move.items() <= moved(api)[0].items()

    def test_something_is_asked(self, rasa: Rasa, api: FakeApi) -> None:
        """The form's slot stays empty."""
        assert rasa.runs(ACTION, "/start_plan", "start_plan").slots["worksheet_end"] is None

    def test_nothing_to_go_on_with_closes_it(self, rasa: Rasa, api: FakeApi) -> None:
        """With the reason."""
        slots = rasa.runs(ACTION, "carry on", "resume").slots
        assert slots["worksheet_end"] == "nothing"

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_failure_is_said_and_closes_it(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """Nothing can be asked."""
        break_api(api, how)
        result = rasa.runs(ACTION, "/start_plan", "start_plan")
        assert result.said == [f"utter_worksheet_{failure}"]
        assert result.slots["worksheet_end"] == "failed"


class TestTyped:
    """What is typed is the answer, verbatim."""

    @pytest.mark.parametrize("intent", ["nlu_fallback", "ask_guidance", "small_talk", "choose"])
    def test_any_words_are_the_answer(self, rasa: Rasa, plan: FakeApi, intent: str) -> None:
        """Whatever the intent."""
        says(rasa, WHAT, intent)
        assert plan.worksheets.sheet["answers"] == {"what": WHAT}

    @pytest.mark.parametrize("intent", ["cancel", "ticket_status", "thank", "report_emergency"])
    def test_few_words_about_the_talk_give_way(
        self, rasa: Rasa, plan: FakeApi, intent: str
    ) -> None:
        """No event at all: rasa then lets the rules reply."""
        assert says(rasa, "a few words", intent).events == []
        assert plan.calls == []

    @pytest.mark.parametrize("intent", ["cancel", "resume", "affirm"])
    def test_many_words_are_an_answer(self, rasa: Rasa, plan: FakeApi, intent: str) -> None:
        """Whatever they sound like."""
        says(rasa, WHAT, intent)
        assert plan.worksheets.sheet["answers"] == {"what": WHAT}

    def test_words_that_name_nothing_to_change_are_kept(self, rasa: Rasa, plan: FakeApi) -> None:
        """ "Change the locks" may be an answer: it is offered as one."""
        result = says(rasa, "change the locks", "change_answer")
        assert result.said == ["utter_worksheet_so_far"]
        assert plan.worksheets.sheet["offered"] == "change the locks"

    def test_asking_for_it_shows_what_was_said(self, rasa: Rasa, plan: FakeApi) -> None:
        """And the same is asked again: "show me my plan" is no answer, but may be made one."""
        result = says(rasa, "show me my plan", "resume")
        assert result.said == ["utter_worksheet_saved"]
        assert plan.worksheets.sheet["answers"] == {}

    def test_question_that_can_be_answered_is_answered(self, rasa: Rasa, plan: FakeApi) -> None:
        """The step stays open, and the text is kept for it."""
        plan.found = search_answer("answered", 1, ("shop-theft",))
        result = says(rasa, "do dispersal powers work?", "ask_guidance")
        assert result.said == ["utter_search_result"]
        assert plan.worksheets.sheet["offered"] == "do dispersal powers work?"

    def test_refused_answer_says_what_is_accepted(self, rasa: Rasa, plan: FakeApi) -> None:
        """In the API's words."""
        says(rasa, "/resume", "resume", entities={"do": "change", "step": "assess_on"})
        result = says(rasa, "soonish I should think and hope")
        assert result.said == ["utter_worksheet_refused"]
        assert result.slots["worksheet_end"] is None


class TestFailure:
    """The API is slow, down or refuses."""

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_the_text_is_kept_for_another_try(
        self, rasa: Rasa, plan: FakeApi, how: str, failure: str
    ) -> None:
        """The step stays open."""
        plan.only = "/worksheet"
        break_api(plan, how)
        result = says(rasa, WHAT)
        assert result.said == [f"utter_worksheet_{failure}"]
        assert result.slots["typed"] == WHAT

    def test_try_again_sends_it(self, rasa: Rasa, plan: FakeApi) -> None:
        """Without typing it again."""
        says(rasa, "/resume", "resume", entities={"do": "use"}, typed=WHAT)
        assert plan.worksheets.sheet["answers"] == {"what": WHAT}
        says(rasa, "/resume", "resume", entities={"do": "use"}, typed=WHAT)
        assert plan.worksheets.sheet["answers"] == {"what": WHAT}

    def test_over_turn_is_silent(self, rasa: Rasa, plan: FakeApi) -> None:
        """The officer has had a reply."""
        plan.refuse = (409, "turn_over")
        result = says(rasa, WHAT)
        assert (result.said, result.slots["worksheet_end"]) == ([], None)


class TestClose:
    """action_close_worksheet."""

    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            ("left", ["utter_cancelled"]),
            ("which", ["utter_which_submission"]),
            ("nothing", ["utter_nothing_to_resume"]),
            ("sent", []),
            ("several", []),
            ("failed", []),
        ],
    )
    def test_says_why_unless_it_was_said(
        self, rasa: Rasa, api: FakeApi, reason: str, said: list[str]
    ) -> None:
        """And frees the slot."""
        result = rasa.runs("action_close_worksheet", "x", "resume", worksheet_end=reason)
        assert (result.said, result.slots) == (said, {"worksheet_end": None})

    def test_message_that_answers_nothing_is_searched(self, rasa: Rasa, api: FakeApi) -> None:
        """It is a question."""
        result = rasa.runs("action_close_worksheet", "do gates work?", worksheet_end="nothing")
        assert result.said == ["utter_search_result"]

    def test_long_text_that_finds_nothing_to_go_on_with_is_searched(
        self, rasa: Rasa, api: FakeApi
    ) -> None:
        """However much it sounds like carrying on."""
        text = "forty alarms left over from the pilot two years ago, who could use them"
        result = rasa.runs("action_close_worksheet", text, "resume", worksheet_end="nothing")
        assert result.said == ["utter_search_result"]
