"""Forms and plans by conversation, with real parts: rasa, the action server, the API's engine.

The rule: every message gets a reply, what was typed is never lost, what is asked stays asked.
"""

import json
import time
from typing import Any

import pytest

from tests.actions.fake_api import FakeApi, search_answer
from tests.bot.conftest import Officer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WHAT = "youths climb on the shop roofs at the precinct and throw stones at customers"


def button(**said: str) -> str:
    """Return the message that a button of a worksheet sends."""
    return f"/resume{json.dumps(said)}"


class Talk:
    """An officer in a conversation, and what the API keeps of it."""

    def __init__(self, officer: Officer, api: FakeApi) -> None:
        """Begin."""
        self.officer = officer
        self.api = api

    def __call__(self, text: str) -> list[str]:
        """Say it; return what each reply is, a question as its step, the whole as "review"."""
        return [self.named(reply) for reply in self.officer.says(text)]

    def named(self, reply: dict[str, Any]) -> str:
        """Return what a reply is."""
        kind = str(reply.get("kind") or "text")
        return str(self.sheet["step"]) if kind == "worksheet_step" else kind

    @property
    def sheet(self) -> dict[str, Any]:
        """The worksheet being filled."""
        return self.api.worksheets.sheet


@pytest.fixture
def talk(officer: Officer, api: FakeApi) -> Talk:
    """A new conversation."""
    return Talk(officer, api)


class TestPlan:
    """ "Help me with a problem"."""

    def test_it_is_asked_step_by_step_and_kept_verbatim(self, talk: Talk) -> None:
        """Each answer leads to the next question."""
        assert talk("help me make a plan for a problem") == ["what"]
        assert talk(WHAT) == ["whom"]
        assert talk("shop staff and customers") == ["where"]
        assert talk("the precinct, behind the bakery") == ["when"]
        assert talk("skip") == ["how_often"]
        assert talk.sheet["answers"]["what"] == WHAT
        assert talk.sheet["answers"]["when"] == ""

    def test_left_and_resumed(self, talk: Talk) -> None:
        """Cancelling saves; carrying on asks what was not answered yet."""
        talk("/start_plan")
        talk(WHAT)
        assert talk("cancel") == ["notice"]
        talk.api.worksheets.leave()
        assert talk("thanks") == ["text"]
        assert talk("carry on with my plan") == ["whom"]
        assert talk.sheet["answers"] == {"what": WHAT}

    def test_back_and_change(self, talk: Talk) -> None:
        """By words or by button, and on from there."""
        talk("/start_plan")
        for text in (WHAT, "shop staff", "the precinct"):
            talk(text)
        assert talk("change where it happens") == ["where"]
        assert talk("the multi storey car park") == ["when"]
        assert talk("go back one") == ["where"]
        assert talk(button(do="skip", step="where")) == ["when"]
        assert talk(button(do="change", step="what")) == ["what"]
        assert talk.sheet["answers"]["where"] == "the multi storey car park"

    def test_change_that_names_nothing_shows_what_there_is(self, talk: Talk) -> None:
        """And asks on."""
        talk("/start_plan")
        talk(WHAT)
        assert talk("change my answer") == ["worksheet_review", "whom"]

    def test_date_is_refused_in_words_and_asked_again(self, talk: Talk) -> None:
        """Nothing is lost by it."""
        talk("/start_plan")
        talk(button(do="change", step="assess_on"))
        assert talk("when it gets better I suppose") == ["text", "assess_on"]
        assert talk("in 3 months") == ["what"]

    def test_another_begins_only_if_wanted(self, talk: Talk) -> None:
        """One unfinished is offered first."""
        talk("/start_plan")
        talk(WHAT)
        talk("cancel")
        talk.api.worksheets.leave()
        assert talk("/start_plan") == ["worksheet_list"]
        assert talk('/start_plan{"new": "yes"}') == ["what"]
        assert talk.sheet["answers"] == {}


class TestSubmission:
    """The Portal's five questions."""

    def test_which_is_asked_unless_it_was_said(self, talk: Talk) -> None:
        """By buttons."""
        assert talk("I want to submit something to the portal") == ["text"]
        assert talk('/make_submission{"kind": "operational_issue"}') == ["happening"]
        assert talk.sheet["kind"] == "operational_issue"

    def test_said_in_words(self, talk: Talk) -> None:
        """ "I have an idea" is an idea."""
        assert talk("i have an idea to submit") == ["happening"]
        assert talk.sheet["kind"] == "idea"

    def filled(self, talk: Talk) -> None:
        """Answer everything."""
        talk('/make_submission{"kind": "idea"}')
        talk("bikes are stolen from the station racks every single day of the week")
        talk("the station, commuters, about ten a month")
        assert talk("nothing yet") == ["better"]
        assert talk("half as many stolen by the summer") == ["help"]
        assert talk("advice on racks, by May, with the rail company") == ["review"]

    def test_review_then_sent(self, talk: Talk) -> None:
        """Nothing is sent before the officer has seen it whole and says so."""
        self.filled(talk)
        assert talk.api.worksheets.tickets == []
        assert talk("yes please") == ["ticket"]
        (ticket,) = talk.api.worksheets.tickets
        assert ticket["kind"] == "idea"
        assert ticket["details"]["tried"] == "nothing yet"
        assert talk("hello") == ["text"]

    def test_review_then_changed(self, talk: Talk) -> None:
        """And shown whole again."""
        self.filled(talk)
        assert talk("change the help I want") == ["help"]
        assert talk("none needed from the hub, only a steer please") == ["review"]

    def test_review_then_not_now(self, talk: Talk) -> None:
        """It is kept."""
        self.filled(talk)
        assert talk("no thanks") == ["notice"]
        assert talk.api.worksheets.tickets == []
        assert talk.sheet["state"] == "open"

    def test_words_that_mean_nothing_at_the_review(self, talk: Talk) -> None:
        """It is said what may be said, and shown again."""
        self.filled(talk)
        assert talk("it is on the north side platform mostly") == ["text", "review"]


class TestInBetween:
    """Interruptions."""

    @pytest.mark.parametrize("said", ["thanks", "help", "any update on my ticket", "are you a bot"])
    def test_talk_is_answered_and_the_question_repeated(self, talk: Talk, said: str) -> None:
        """The form stays where it was."""
        talk("/start_plan")
        assert talk(said) == ["text", "what"]
        assert talk.sheet["answers"] == {}

    def test_question_that_search_is_sure_of(self, talk: Talk, api: FakeApi) -> None:
        """Answered; what was typed can still be the answer."""
        talk("/start_plan")
        api.found = search_answer("answered", 1, ("shop-theft",))
        asked = "what works against theft from shops?"
        assert talk(asked) == ["search_result", "what"]
        assert talk(button(do="use", step="what")) == ["whom"]
        assert talk.sheet["answers"]["what"] == asked

    def test_asking_for_something_else_in_a_few_words(self, talk: Talk) -> None:
        """It is said that something is being filled; the words may still be the answer."""
        talk("/start_plan")
        talk(WHAT)
        assert talk("i have an idea to submit") == ["text", "whom"]
        assert talk.sheet["offered"] == "i have an idea to submit"

    def test_button_of_something_else_switches(self, talk: Talk) -> None:
        """A click is meant."""
        talk("/start_plan")
        talk(WHAT)
        assert talk('/make_submission{"kind": "idea"}') == ["happening"]
        assert talk("cancel") == ["notice"]


class TestInTrouble:
    """What was typed survives each failure."""

    def test_not_saved_is_said_and_can_be_tried_again(self, talk: Talk, api: FakeApi) -> None:
        """Without typing it again."""
        talk("/start_plan")
        api.only, api.refuse = "/worksheet", (503, "down")
        replies = talk(WHAT)
        assert replies[0] == "notice"
        api.refuse = None
        assert talk(button(do="use")) == ["whom"]
        assert talk.sheet["answers"]["what"] == WHAT

    def test_taken_late_is_taken_once(self, talk: Talk, api: FakeApi) -> None:
        """The API was slow but did it: trying again takes nothing for the next question."""
        talk("/start_plan")
        api.only, api.delay_s = "/worksheet", 2.8
        talk(WHAT)
        api.delay_s = 0.0
        time.sleep(1.5)
        assert talk(button(do="use")) == ["whom"]
        assert talk.sheet["answers"] == {"what": WHAT}

    def test_over_turn_changes_nothing(self, talk: Talk, api: FakeApi) -> None:
        """The officer has had the API's own reply already."""
        talk("/start_plan")
        api.refuse = (409, "turn_over")
        talk(WHAT)
        api.refuse = None
        assert talk(WHAT) == ["whom"]

    def test_what_was_sent_meanwhile_is_not_asked_for(self, talk: Talk, api: FakeApi) -> None:
        """A message that finds nothing to be an answer to is a question."""
        talk("/start_plan")
        api.worksheets.leave()
        assert talk("what works against shop theft") == ["search_result"]

    def test_nothing_to_resume(self, talk: Talk) -> None:
        """It is said."""
        assert talk("carry on where we left off") == ["text"]
