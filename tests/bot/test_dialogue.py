"""The dialogue with real parts: rasa with the trained model, the action server, a small API.

The rule: every message gets a reply; what was typed is never lost; the form's step comes first,
and what is answered in between does not end it.
"""

from collections.abc import Callable
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


def steps(replies: list[dict[str, Any]]) -> list[str]:
    """Return what each reply is, a form step as its step's name."""
    return [reply.get("step") or reply.get("kind") or "text" for reply in replies]


@pytest.fixture
def form(officer: Officer) -> Callable[[str], list[dict[str, Any]]]:
    """The officer has asked something, and the form asks what was tried; says the next thing."""
    officer.says(QUESTION)
    assert steps(officer.says("/ask_the_hub")) == ["tried"]
    return officer.says


class TestAskAndAnswer:
    """Questions go to search; what was shown can be taken up again."""

    def test_answered_question_can_be_followed_up(self, officer: Officer, api: FakeApi) -> None:
        """The article that was shown is the one that "tell me more" and feedback are about."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        assert officer.says(QUESTION) == [{"kind": "search_result"}]
        more = {"kind": "about_shown", "asks": "more"}
        assert officer.says("tell me more") == [more]
        assert steps(officer.says("/answer_helped")) == ["verdict"]
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
    """The ticket form, step by step."""

    def test_happy_path_opens_a_ticket(self, officer: Officer, api: FakeApi) -> None:
        """The officer's words arrive verbatim, each step saved on the way."""
        officer.says(QUESTION)
        assert steps(officer.says("yes")) == ["tried"]
        assert api.draft["question"] == QUESTION
        assert steps(officer.says(TRIED)) == ["where"]
        assert api.draft["tried"] == TRIED
        assert steps(officer.says(WHERE)) == ["contact"]
        (reply,) = officer.says('/choose{"contact":"phone"}')
        assert (reply["kind"], reply["ref"]) == ("ticket", "PF-2026-000001")
        assert api.tickets[0]["question"] == QUESTION
        assert api.tickets[0]["details"] == {"tried": TRIED, "where": WHERE, "contact": "phone"}

    def test_question_is_asked_when_there_is_none(self, officer: Officer, api: FakeApi) -> None:
        """And only then."""
        assert steps(officer.says("ask the hub")) == ["question"]
        assert steps(officer.says(QUESTION)) == ["tried"]
        assert api.draft["question"] == QUESTION

    def test_skipping(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """By button or in words; nothing is made up for a skipped step."""
        (step,) = form('/choose{"skip":"tried"}')
        assert step["step"] == "where"
        assert steps(form("skip it")) == ["contact"]
        form("by e-mail please")
        assert api.tickets[0]["details"] == {"contact": "email"}

    def test_cancel_keeps_and_says_so(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """Nothing is sent, and carrying on starts where it was left."""
        form(TRIED)
        (notice,) = form("never mind")
        assert notice["code"] == "cancelled"
        assert api.tickets == []
        assert steps(form(buttons(notice)["Carry on with my request"])) == ["where"]
        assert api.draft["tried"] == TRIED

    @pytest.mark.parametrize(
        ("said", "first"),
        [
            ("any update on my ticket", "text"),
            ("help", "text"),
            ("thanks", "text"),
            ("ask the hub", "text"),
            ("/deny", "text"),
            ("/tell_me_more", "about_shown"),
            ('/choose{"skip":"where"}', "text"),
            ("this is an emergency", "notice"),
        ],
    )
    def test_talk_in_between_is_answered_and_the_step_repeated(
        self, form: Callable[[str], Any], api: FakeApi, said: str, first: str
    ) -> None:
        """The form stays where it was."""
        assert steps(form(said)) == [first, "tried"]
        assert api.draft["tried"] is None

    def test_question_in_between_is_answered_and_can_still_be_the_answer(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """Nothing of what was typed is lost: a button takes it for the step."""
        api.found = search_answer("answered", 1, ("shop-theft",))
        asked = "do dispersal powers work for this sort of thing?"
        found, step = form(asked)
        assert found == {"kind": "search_result"}
        assert step["step"] == "tried"
        assert steps(form(buttons(step)["Use that as my answer"])) == ["where"]
        assert api.draft["tried"] == asked

    def test_question_that_search_cannot_answer_is_the_steps_answer(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """What sounds like a question is most often what was tried."""
        said = "we had the neighbourhood team do a residents meeting, did that help? not really"
        assert steps(form(said)) == ["where"]
        assert api.draft["tried"] == said

    def test_long_text_that_sounds_like_talk_is_an_answer(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """A few words may cancel; a sentence about something cancelled does not."""
        said = "cancelled the youth club last year, stopped the patrols and then forgot about it"
        assert steps(form(said)) == ["where"]
        assert api.draft["tried"] == said

    def test_leaving_keeps_the_draft(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """Goodbye in mid-form is a cancellation."""
        assert form("bye")[0]["code"] == "cancelled"
        assert api.draft["question"] == QUESTION


class TestFormInTrouble:
    """What was typed survives each failure, and trying again goes on from there."""

    def test_ticket_is_not_made_twice_after_a_timeout(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """The API was slow but did it: trying again finds the same ticket."""
        form(TRIED)
        form(WHERE)
        api.only, api.delay_s = "/v1/tickets", 1.6
        (notice,) = form('/choose{"contact":"chat"}')
        assert notice["code"] == "api_timeout"
        api.delay_s = 0.0
        (reply,) = form(buttons(notice)["Try again"])
        assert reply["kind"] == "ticket"
        assert len(api.tickets) == 1

    @pytest.mark.parametrize(
        ("refuse", "code"), [((503, "down"), "api_unavailable"), ((422, "invalid"), "api_rejected")]
    )
    def test_try_again_sends_what_was_kept(
        self, form: Callable[[str], Any], api: FakeApi, refuse: tuple[int, str], code: str
    ) -> None:
        """Each failure has its own notice."""
        form(TRIED)
        form(WHERE)
        api.only, api.refuse = "/v1/tickets", refuse
        (notice,) = form('/choose{"contact":"chat"}')
        assert notice["code"] == code
        api.refuse = None
        assert form(buttons(notice)["Try again"])[0]["kind"] == "ticket"
        assert api.tickets[0]["details"] == {"tried": TRIED, "where": WHERE, "contact": "chat"}

    def test_step_answered_while_rasa_was_away_stands(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """The API kept it; what is typed next is offered for the next step, not written over it."""
        api.draft["tried"] = TRIED
        (step,) = form(WHERE)
        assert step["step"] == "where"
        assert steps(form(buttons(step)["Use that as my answer"])) == ["contact"]
        assert (api.draft["tried"], api.draft["where"]) == (TRIED, WHERE)

    def test_draft_that_cannot_be_saved_does_not_stop_the_form(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """It is said, and the slot holds what was typed."""
        api.only, api.refuse = "/draft", (503, "down")
        assert steps(form(TRIED)) == ["notice", "where"]
        api.refuse = None
        form(WHERE)
        form("chat")
        assert api.tickets[0]["details"]["tried"] == TRIED

    def test_over_turn_is_silent_and_changes_nothing(
        self, form: Callable[[str], Any], api: FakeApi
    ) -> None:
        """The officer has had the API's own reply already; the step is still open."""
        api.refuse = (409, "turn_over")
        assert [reply for reply in form(TRIED) if reply.get("kind") != "form_step"] == []
        api.refuse = None
        assert steps(form(TRIED)) == ["where"]


class TestTwoRequests:
    """A new question meets an unfinished request: the officer says which."""

    OTHER = "dealers using the underpass by the station, what can be done about it"

    def unfinished(self, form: Callable[[str], Any]) -> dict[str, Any]:
        """Return the step that asks which."""
        form(TRIED)
        form("cancel")
        form(self.OTHER)
        (step,) = form("/ask_the_hub")
        assert step["step"] == "question"
        assert QUESTION in step["text"]
        return dict(step)

    def test_carry_on(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """The earlier request goes on where it was."""
        step = self.unfinished(form)
        assert steps(form(buttons(step)["Carry on with the earlier one"])) == ["where"]
        assert (api.draft["question"], api.draft["tried"]) == (QUESTION, TRIED)

    def test_start_new(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """The new request has nothing of the earlier one in it."""
        step = self.unfinished(form)
        assert steps(form(buttons(step)["Start the new one"])) == ["tried"]
        assert (api.draft["question"], api.draft["tried"]) == (self.OTHER, None)


class TestStatusFeedbackStartOver:
    """The rest of the talk."""

    def test_status(self, officer: Officer, api: FakeApi) -> None:
        """With requests they are listed, without it is said."""
        assert steps(officer.says("where's my ticket")) == ["text"]
        officer.says(QUESTION)
        officer.says("/ask_the_hub")
        for said in (TRIED, WHERE, "in this chat"):
            officer.says(said)
        assert steps(officer.says("where's my ticket")) == ["ticket_list"]

    def test_answer_that_did_not_help_leads_to_the_hub(
        self, officer: Officer, api: FakeApi
    ) -> None:
        """The Hub is offered, and a plain yes takes the question there."""
        api.found = search_answer("answered", 1, ("off-road-bikes",))
        officer.says(QUESTION)
        assert steps(officer.says("that didn't help")) == ["verdict"]
        assert api.ratings == ["did_not_help"]
        assert steps(officer.says("yes please")) == ["tried"]

    def test_a_typed_yes_to_starting_over_ends_there(self, officer: Officer) -> None:
        """One reply, and the conversation goes on."""
        officer.says(QUESTION)
        assert steps(officer.says("start over")) == ["text"]
        assert steps(officer.says("yes please")) == ["text"]
        assert steps(officer.says("hello")) == ["text"]

    def test_starting_over_is_agreed_first(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """Nothing is cleared before the officer has said yes."""
        form(TRIED)
        (asked,) = form("start over")
        assert api.draft["tried"] == TRIED
        form(buttons(asked)["Yes, clear it"])
        assert set(api.draft.values()) == {None}
        assert steps(form("/ask_the_hub")) == ["question"]


class TestPrivacyAndDeletion:
    """What is kept, and having it deleted; the API does and words both."""

    def test_who_can_see_this(self, officer: Officer, form: Callable[[str], Any]) -> None:
        """Answered within the form too, which goes on."""
        assert steps(form("who can see this")) == ["privacy", "tried"]

    def test_a_typed_yes_agrees(self, officer: Officer) -> None:
        """Asked first; one reply, and the conversation goes on if the API did not end it."""
        (asked,) = officer.says("delete this conversation")
        assert (asked["kind"], asked.get("agreed", False)) == ("delete_conversation", False)
        assert officer.says("yes please") == [{"kind": "delete_conversation", "agreed": True}]
        assert steps(officer.says("hello")) == ["text"]

    def test_a_no_keeps_it(self, officer: Officer) -> None:
        """And a later yes agrees to nothing."""
        (asked,) = officer.says("delete this conversation")
        assert steps(officer.says(buttons(asked)["No, keep it"])) == ["text"]
        assert steps(officer.says("yes please")) == ["text"]

    def test_within_the_form(self, form: Callable[[str], Any], api: FakeApi) -> None:
        """Asked, with the step asked again; the button agrees; what was typed is no answer."""
        asked, step = form("delete this chat")
        assert (asked["kind"], step["step"]) == ("delete_conversation", "tried")
        agreed = form(buttons(asked)["Yes, delete it"])[0]
        assert agreed == {"kind": "delete_conversation", "agreed": True}
        assert api.draft["tried"] is None
