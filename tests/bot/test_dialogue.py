"""The dialogue with real parts: rasa with the trained model, the action server, a small API.

The rule: every message gets a reply; what was typed is never lost; the form's step comes first,
and what is answered in between does not end it.
"""

import json
import time
from typing import Any

import pytest

from tests.actions.fake_api import FakeApi, search_answer
from tests.bot.conftest import Officer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
QUESTION = "kids on off road bikes keep tearing up the rec, residents are fuming, what works??"
TRIED = "extra patrols at weekends and a letter to the parents"
WHERE = "behind the leisure centre, most Sundays"


def buttons(reply: dict[str, Any]) -> dict[str, str]:
    """Return the buttons of a reply: title to payload."""
    return {button["title"]: button["payload"] for button in reply.get("buttons", [])}


def button(**said: str) -> str:
    """Return the message that a button of the form sends."""
    return f"/resume{json.dumps(said)}"


def steps(replies: list[dict[str, Any]], api: FakeApi) -> list[str]:
    """Return what each reply is, a step of the form as its name, the whole as "review"."""
    kinds = [str(reply.get("kind") or "text") for reply in replies]
    due = str(api.worksheets.sheet["step"]) if "worksheet_step" in kinds else ""
    return [due if kind == "worksheet_step" else kind for kind in kinds]


def kinds(replies: list[dict[str, Any]]) -> list[str]:
    """Return what each reply is."""
    return [str(reply.get("kind") or "text") for reply in replies]


def answers(api: FakeApi) -> dict[str, str]:
    """Return what the API keeps of the request."""
    found: dict[str, str] = api.worksheets.sheet["answers"]
    return found


def details(ticket: dict[str, Any]) -> dict[str, str]:
    """Return the details of a ticket that say anything."""
    return {name: text for name, text in ticket["details"].items() if text}


class Form:
    """An officer who fills the form, and the API behind it."""

    def __init__(self, officer: Officer, api: FakeApi) -> None:
        """Keep both."""
        self.replies = officer.says
        self.api = api

    def __call__(self, text: str) -> list[str]:
        """Say it; return what each reply is."""
        return steps(self.replies(text), self.api)


@pytest.fixture
def form(officer: Officer, api: FakeApi) -> Form:
    """The officer has asked something, and the form asks what was tried."""
    officer.says(QUESTION)
    assert steps(officer.says("/ask_the_hub"), api) == ["tried"]
    return Form(officer, api)


class TestAskAndAnswer:
    """Questions go to search; what was shown can be taken up again."""

    def test_answered_question_can_be_followed_up(self, officer: Officer, api: FakeApi) -> None:
        """The article that was shown is the one that "tell me more" and feedback are about."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        assert officer.says(QUESTION) == [{"kind": "search_result"}]
        more = {"kind": "about_shown", "asks": "more"}
        assert officer.says("tell me more") == [more]
        assert kinds(officer.says("/answer_helped")) == ["verdict"]
        assert api.ratings == ["helped"]
        assert api.calls[0].body["question"] == QUESTION

    def test_anything_not_understood_is_searched(self, officer: Officer, api: FakeApi) -> None:
        """No "did you mean", ever."""
        assert officer.says("xzqv wlpt") == [{"kind": "search_result"}]
        assert api.calls[0].body["question"] == "xzqv wlpt"

    def test_choice_by_words_and_by_button(self, officer: Officer, api: FakeApi) -> None:
        """What is typed goes to the API, which knows the last list; a button names its article."""
        api.found = search_answer("choices", 2, ("off-road-bikes", "shop-theft"))
        officer.says("trouble at the retail park")
        assert officer.says("the second one") == [{"kind": "search_result"}]
        assert api.calls[-1].body["meant"] == "choice"
        shown = {"kind": "article", "slug": "shop-theft"}
        assert officer.says('/choose{"article": "shop-theft"}') == [shown]

    def test_typed_slash_is_a_question(self, officer: Officer, api: FakeApi) -> None:
        """The API sends it as a question with the text beside it; that text is searched."""
        assert officer.says("/ask_guidance", typed="/restart") == [{"kind": "search_result"}]
        assert api.calls[0].body["question"] == "/restart"

    def test_failed_search_can_be_tried_again(self, officer: Officer, api: FakeApi) -> None:
        """The question is kept, and the button searches for it."""
        api.refuse = (503, "down")
        (notice,) = officer.says(QUESTION)
        assert (notice["kind"], notice["code"]) == ("notice", "api_unavailable")
        api.refuse = None
        assert officer.says(buttons(notice)["Try again"]) == [{"kind": "search_result"}]
        assert api.calls[-1].body["question"] == QUESTION


class TestForm:
    """The request to the Hub, step by step."""

    def test_happy_path_opens_a_ticket(self, officer: Officer, api: FakeApi) -> None:
        """The officer's words arrive verbatim, each step saved on the way."""
        officer.says(QUESTION)
        assert steps(officer.says("yes"), api) == ["tried"]
        assert answers(api)["question"] == QUESTION
        assert steps(officer.says(TRIED), api) == ["where"]
        assert answers(api)["tried"] == TRIED
        assert steps(officer.says(WHERE), api) == ["contact"]
        (reply,) = officer.says(button(do="answer", step="contact", value="phone"))
        (ticket,) = api.worksheets.tickets
        assert (reply["kind"], reply["ref"]) == ("ticket", ticket["ref"])
        assert ticket["question"] == QUESTION
        assert details(ticket) == {"tried": TRIED, "where": WHERE, "contact": "phone"}

    def test_question_is_asked_when_there_is_none(self, officer: Officer, api: FakeApi) -> None:
        """And only then."""
        assert steps(officer.says("ask the hub"), api) == ["question"]
        assert steps(officer.says(QUESTION), api) == ["tried"]
        assert answers(api)["question"] == QUESTION

    def test_what_to_ask_may_be_said_at_once(self, officer: Officer, api: FakeApi) -> None:
        """It need not be typed again; a question from before is not sent in its place."""
        officer.says(QUESTION)
        said = "please ask the hub whether anybody has tried mediation for pub car park rows"
        assert steps(officer.says("/ask_the_hub", typed=said), api) == ["question"]
        assert api.worksheets.sheet["offered"] == said
        assert steps(officer.says("yes"), api) == ["tried"]
        assert answers(api)["question"] == said

    def test_skipping(self, form: Form, api: FakeApi) -> None:
        """By button or in words; nothing is made up for a skipped step."""
        assert form(button(do="skip", step="tried")) == ["where"]
        assert form("skip it") == ["contact"]
        assert form("by e-mail please") == ["ticket"]
        assert details(api.worksheets.tickets[0]) == {"contact": "email"}

    def test_words_that_name_no_way_to_be_reached_send_nothing(
        self, form: Form, api: FakeApi
    ) -> None:
        """The last step sends the request."""
        form(TRIED)
        form(WHERE)
        assert form("that would be really lovely of you all") == ["text", "contact"]
        assert api.worksheets.tickets == []

    def test_cancel_keeps_and_says_so(self, form: Form, api: FakeApi) -> None:
        """Nothing is sent, and carrying on starts where it was left."""
        form(TRIED)
        (notice,) = form.replies("never mind")
        assert notice["code"] == "cancelled"
        assert api.worksheets.tickets == []
        api.worksheets.leave()
        assert form(buttons(notice)["Carry on"]) == ["where"]
        assert answers(api)["tried"] == TRIED

    @pytest.mark.parametrize(
        ("said", "first"),
        [
            ("any update on my ticket", "text"),
            ("help", "text"),
            ("thanks", "text"),
            ("ask the hub", "text"),
            ("/deny", "text"),
            ("/tell_me_more", "about_shown"),
            ("this is an emergency", "notice"),
        ],
    )
    def test_talk_in_between_is_answered_and_the_step_repeated(
        self, form: Form, api: FakeApi, said: str, first: str
    ) -> None:
        """The form stays where it was."""
        assert form(said) == [first, "tried"]
        assert "tried" not in answers(api)

    def test_button_of_another_step_changes_nothing(self, form: Form, api: FakeApi) -> None:
        """What is due is asked."""
        assert form(button(do="skip", step="where")) == ["tried"]

    def test_question_in_between_is_answered_and_can_still_be_the_answer(
        self, form: Form, api: FakeApi
    ) -> None:
        """Nothing of what was typed is lost: a button takes it for the step."""
        api.found = search_answer("answered", 1, ("shop-theft",))
        asked = "do dispersal powers work for this sort of thing?"
        assert form(asked) == ["search_result", "tried"]
        assert form(button(do="use", step="tried")) == ["where"]
        assert answers(api)["tried"] == asked

    def test_question_that_search_cannot_answer_is_the_steps_answer(
        self, form: Form, api: FakeApi
    ) -> None:
        """What sounds like a question is most often what was tried."""
        said = "we had the neighbourhood team do a residents meeting, did that help? not really"
        assert form(said) == ["where"]
        assert answers(api)["tried"] == said

    def test_long_text_that_sounds_like_talk_is_an_answer(self, form: Form, api: FakeApi) -> None:
        """A few words may cancel; a sentence about something cancelled does not."""
        said = "cancelled the youth club last year, stopped the patrols and then forgot about it"
        assert form(said) == ["where"]
        assert answers(api)["tried"] == said

    def test_leaving_keeps_what_was_typed(self, form: Form, api: FakeApi) -> None:
        """Goodbye in mid-form is a cancellation."""
        assert form.replies("bye")[0]["code"] == "cancelled"
        assert answers(api)["question"] == QUESTION

    def test_personal_data_taken_out_is_shown_before_it_is_sent(
        self, form: Form, api: FakeApi
    ) -> None:
        """Only then is there a review."""
        form("rang the [phone number removed] number")
        form(WHERE)
        assert form("in this chat") == ["review"]
        assert api.worksheets.tickets == []
        assert form("send it") == ["ticket"]


class TestFormInTrouble:
    """What was typed survives each failure, and trying again goes on from there."""

    def test_ticket_is_not_made_twice_after_a_timeout(self, form: Form, api: FakeApi) -> None:
        """The API was slow but did it: trying again finds the same ticket."""
        form(TRIED)
        form(WHERE)
        api.only, api.delay_s = "/worksheet", 2.8
        notice = form.replies(button(do="answer", step="contact", value="chat"))[0]
        assert notice["code"] == "api_timeout"
        api.delay_s = 0.0
        time.sleep(1.5)
        assert form(buttons(notice)["Try again"]) == ["ticket"]
        assert len(api.worksheets.tickets) == 1

    def test_try_again_sends_what_was_kept(self, form: Form, api: FakeApi) -> None:
        """Each failure has its own notice."""
        form(TRIED)
        form(WHERE)
        api.only, api.refuse = "/worksheet", (503, "down")
        notice = form.replies(button(do="answer", step="contact", value="chat"))[0]
        assert notice["code"] == "api_unavailable"
        api.refuse = None
        assert form(buttons(notice)["Try again"]) == ["ticket"]
        wanted = {"tried": TRIED, "where": WHERE, "contact": "chat"}
        assert details(api.worksheets.tickets[0]) == wanted

    def test_form_that_could_not_open_opens_on_another_try(
        self, officer: Officer, api: FakeApi
    ) -> None:
        """With the question that was asked."""
        officer.says(QUESTION)
        api.refuse = (503, "down")
        (notice,) = officer.says("/ask_the_hub")
        api.refuse = None
        assert steps(officer.says(buttons(notice)["Try again"]), api) == ["tried"]
        assert answers(api)["question"] == QUESTION

    def test_step_answered_while_rasa_was_away_stands(self, form: Form, api: FakeApi) -> None:
        """The API took it and asked the next: what is typed now is that one's answer."""
        api.worksheets.answer_alone(TRIED)
        assert form(WHERE) == ["contact"]
        assert (answers(api)["tried"], answers(api)["where"]) == (TRIED, WHERE)

    def test_question_asked_while_rasa_was_away_is_the_newer_one(
        self, officer: Officer, api: FakeApi
    ) -> None:
        """The request begins with it."""
        officer.says(QUESTION)
        api.worksheets.ask_while_alone("dealers in the underpass")
        assert steps(officer.says("/ask_the_hub"), api) == ["tried"]
        assert answers(api)["question"] == "dealers in the underpass"

    def test_over_turn_is_silent_and_changes_nothing(self, form: Form, api: FakeApi) -> None:
        """The officer has had the API's own reply already; the step is still open."""
        api.refuse = (409, "turn_over")
        assert form(TRIED) == ["tried"]
        api.refuse = None
        assert form(TRIED) == ["where"]


class TestTwoRequests:
    """A new question meets an unfinished request: the officer says which."""

    OTHER = "dealers using the underpass by the station, what can be done about it"

    def unfinished(self, form: Form, api: FakeApi) -> str:
        """Meet an unfinished one; return its id."""
        form(TRIED)
        first = str(api.worksheets.sheet["id"])
        form("cancel")
        api.worksheets.leave()
        form(self.OTHER)
        assert form("/ask_the_hub") == ["question"]
        assert api.worksheets.sheet["offered"] == self.OTHER
        return first

    def test_carry_on(self, form: Form, api: FakeApi) -> None:
        """The earlier request goes on where it was."""
        first = self.unfinished(form, api)
        assert form(button(do="resume", worksheet=first)) == ["where"]
        assert answers(api) == {"question": QUESTION, "tried": TRIED}

    def test_start_new(self, form: Form, api: FakeApi) -> None:
        """The new request has nothing of the earlier one in it, and that is kept."""
        self.unfinished(form, api)
        assert form(button(do="use", step="question")) == ["tried"]
        assert answers(api) == {"question": self.OTHER}

    def test_question_alone_gives_way(self, form: Form, api: FakeApi) -> None:
        """There is nothing in the earlier one to lose."""
        form("cancel")
        api.worksheets.leave()
        form(self.OTHER)
        assert form("/ask_the_hub") == ["tried"]
        assert answers(api) == {"question": self.OTHER}


class TestStatusFeedbackStartOver:
    """The rest of the talk."""

    def test_status(self, officer: Officer, api: FakeApi) -> None:
        """With requests they are listed, without it is said."""
        assert steps(officer.says("where's my ticket"), api) == ["text"]
        officer.says(QUESTION)
        officer.says("/ask_the_hub")
        for said in (TRIED, WHERE, "in this chat"):
            officer.says(said)
        assert steps(officer.says("where's my ticket"), api) == ["ticket_list"]

    def test_answer_that_did_not_help_leads_to_the_hub(
        self, officer: Officer, api: FakeApi
    ) -> None:
        """The Hub is offered, and a plain yes takes the question there."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        officer.says(QUESTION)
        assert kinds(officer.says("that didn't help")) == ["verdict"]
        assert api.ratings == ["did_not_help"]
        assert steps(officer.says("yes please"), api) == ["tried"]

    def test_a_typed_yes_to_starting_over_ends_there(self, officer: Officer) -> None:
        """One reply, and the conversation goes on."""
        officer.says(QUESTION)
        assert kinds(officer.says("start over")) == ["text"]
        assert kinds(officer.says("yes please")) == ["text"]
        assert kinds(officer.says("hello")) == ["text"]

    def test_starting_over_is_agreed_first(self, form: Form, api: FakeApi) -> None:
        """Nothing is cleared before the officer has said yes."""
        form(TRIED)
        (asked,) = form.replies("start over")
        assert answers(api)["tried"] == TRIED
        form(buttons(asked)["Yes, clear it"])
        assert api.worksheets.sheet["state"] == "discarded"
        assert form("/ask_the_hub") == ["question"]


class TestPrivacyAndDeletion:
    """What is kept, and having it deleted; the API does and words both."""

    def test_who_can_see_this(self, form: Form) -> None:
        """Answered within the form too, which goes on."""
        assert form("who can see this") == ["privacy", "tried"]

    def test_a_typed_yes_agrees(self, officer: Officer) -> None:
        """Asked first; one reply, and the conversation goes on if the API did not end it."""
        (asked,) = officer.says("delete this conversation")
        assert (asked["kind"], asked.get("agreed", False)) == ("delete_conversation", False)
        assert officer.says("yes please") == [{"kind": "delete_conversation", "agreed": True}]
        assert kinds(officer.says("hello")) == ["text"]

    def test_a_no_keeps_it(self, officer: Officer) -> None:
        """And a later yes agrees to nothing."""
        (asked,) = officer.says("delete this conversation")
        assert kinds(officer.says(buttons(asked)["No, keep it"])) == ["text"]
        assert kinds(officer.says("yes please")) == ["text"]

    def test_within_the_form(self, form: Form, api: FakeApi) -> None:
        """Asked, with the step asked again; the button agrees; what was typed is no answer."""
        asked, step = form.replies("delete this chat")
        assert (asked["kind"], step["kind"]) == ("delete_conversation", "worksheet_step")
        agreed = form.replies(buttons(asked)["Yes, delete it"])[0]
        assert agreed == {"kind": "delete_conversation", "agreed": True}
        assert "tried" not in answers(api)
