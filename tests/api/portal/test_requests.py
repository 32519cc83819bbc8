"""The officer's requests, and the form that works when the dialogue does not."""

import html
from datetime import timedelta

import pytest

from api.conversations.models import Conversation
from api.db import Database, clock, utc_now
from api.tickets import outcomes
from api.timetable import Job, run_once
from api.worksheets import service as worksheets
from api.worksheets.models import Worksheet
from tests.api.portal.test_chat import conversation_in, say
from tests.api.portal.visitor import Visitor, text_of

NEW = "/requests/new"


def send(visitor: Visitor, question: str = "What about the geese?", nonce: str = "n") -> str:
    """Send a request and return its reference."""
    response = visitor.send(NEW, question=question, contact="chat", nonce=nonce)
    assert response.status_code == 303, response.text
    return str(response.headers["location"].split("/")[-1].split("?")[0])


def answer(curator: Visitor, ref: str, words: str = "Leave them be.") -> None:
    """Answer a ticket in the console."""
    page = curator.get(f"/console/tickets/{ref}").text
    version = page.split('name="version" value="')[1].split('"')[0]
    response = curator.send(
        f"/console/tickets/{ref}/answer", answer=words, version=version, action="send"
    )
    assert response.status_code == 303, response.text


class TestListRequests:
    """My requests."""

    def test_nothing_yet(self, alex: Visitor):
        """An empty list says what to do."""
        assert "You have not sent a request" in text_of(alex.get("/requests"))

    def test_ones_own_newest_first_and_paged(self, alex: Visitor, sam: Visitor):
        """Another officer's are not there."""
        send(sam, "a question of Sam's")
        for number in range(22):
            send(alex, f"question number {number}", nonce=str(number))
        page = alex.get("/requests")
        words = text_of(page)
        assert words.index("question number 21") < words.index("question number 20")
        assert "question number 1 " not in words and "Sam's" not in words
        older = page.text.split('rel="next" href="')[1].split('"')[0]
        assert "question number 0" in text_of(alex.get(older))

    def test_an_unread_answer_is_flagged_until_it_is_read(self, alex: Visitor, jo: Visitor):
        """In the list and in the menu."""
        ref = send(alex)
        answer(jo, ref)
        page = alex.get("/requests")
        assert "New answer" in text_of(page)
        assert '<span id="unread">' in page.text
        assert "Leave them be." in text_of(alex.get(f"/requests/{ref}"))
        page = alex.get("/requests")
        assert "New answer" not in text_of(page)
        assert '<span id="unread" hidden>' in page.text


class TestNewRequest:
    """The form."""

    def test_it_starts_from_what_was_said(self, alex: Visitor):
        """With rasa down the question waits in the conversation."""
        conversation = conversation_in(say(alex, "zebra crossing quarrels at the school"))
        page = alex.get(NEW, conversation=conversation)
        assert "zebra crossing quarrels" in page.text

    def test_else_from_what_was_asked_last(self, alex: Visitor, settings):
        """Where the dialogue works, a question without an answer is offered to the form."""
        conversation = conversation_in(say(alex, "who owns the canal towpath"))
        with Database(settings.database).writing() as session:
            own = session.get_one(Conversation, conversation)
            own.asked = "who maintains the canal towpath"
        assert "who maintains the canal towpath" in alex.get(NEW, conversation=conversation).text

    def test_first_from_the_unfinished_request(self, alex: Visitor, settings):
        """Every step that was answered in the chat."""
        conversation = conversation_in(say(alex, "who owns the canal towpath"))
        with Database(settings.database).writing() as session:
            own = session.get_one(Conversation, conversation)
            said = {"question": "Who owns it?", "tried": "the council's map"}
            worksheets.begin(session, own.user_id, "guidance_request", conversation, said)
        page = alex.get(NEW, conversation=conversation)
        assert "Who owns it?" in page.text and "the council's map" in html.unescape(page.text)

    def test_sending_it_finishes_the_one_in_the_chat(self, alex: Visitor, settings):
        """It is not asked for again."""
        conversation = conversation_in(say(alex, "who owns the canal towpath"))
        with Database(settings.database).writing() as session:
            own = session.get_one(Conversation, conversation)
            said = {"question": "Who owns it?"}
            sheet = worksheets.begin(session, own.user_id, "guidance_request", conversation, said)
        alex.send(NEW, question="q", contact="chat", conversation=conversation, nonce="n")
        with Database(settings.database).reading() as session:
            assert session.get_one(Worksheet, sheet.id).state == "sent"

    def test_another_officers_conversation_is_not_found(self, alex: Visitor, sam: Visitor):
        """Neither to read its draft nor to send from it."""
        theirs = conversation_in(say(sam, "hello"))
        assert alex.get(NEW, conversation=theirs).status_code == 404
        sent = alex.send(NEW, question="q", contact="chat", conversation=theirs, nonce="n")
        assert sent.status_code == 404

    def test_two_clicks_one_ticket(self, alex: Visitor):
        """The same words from the same rendering; other words are another request."""
        assert send(alex, "twice", nonce="n1") == send(alex, "twice", nonce="n1")
        assert send(alex, "other", nonce="n1") != send(alex, "twice", nonce="n1")

    def test_what_was_asked_is_used_up(self, alex: Visitor):
        """The form of that conversation is empty afterwards."""
        conversation = conversation_in(say(alex, "zebra crossing quarrels"))
        alex.send(NEW, question="q", contact="chat", conversation=conversation, nonce="n")
        assert "zebra" not in alex.get(NEW, conversation=conversation).text

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"question": " \r\n "}, "Write what you need to know."),
            ({"question": "x" * 2001}, "Keep this to 2,000 characters."),
            ({"question": "q", "where": "y" * 2001}, "Keep this to 2,000 characters."),
            ({"question": "a\x00b"}, "NUL"),
        ],
    )
    def test_what_is_refused_stays(self, alex: Visitor, fields: dict[str, str], words: str):
        """422 with a summary; the other fields keep their text."""
        page = alex.send(NEW, tried="A stern letter", contact="phone", nonce="n", **fields)
        assert page.status_code == 422
        assert words in text_of(page)
        assert "A stern letter" in page.text
        assert "You have not sent a request" in text_of(alex.get("/requests"))

    @pytest.mark.parametrize("field", ["question", "tried"])
    def test_what_sounds_urgent_is_no_ticket_before_it_is_said_not_to_be(
        self, alex: Visitor, field: str
    ):
        """The notice stands on top with what was typed below; one click sends it all the same."""
        text = "He is stabbing someone outside the shop right now"
        fields = {"question": "q", "contact": "chat", "nonce": "n"} | {field: text}
        page = alex.send(NEW, **fields)
        words = text_of(page)
        assert page.status_code == 422
        assert "call 999" in words and "This is not happening now: send it" in words
        assert text in page.text
        assert "You have not sent a request" in text_of(alex.get("/requests"))
        assert alex.send(NEW, **fields, action="calm-send").status_code == 303

    def test_anonymous_and_forged(self, visit, alex: Visitor):
        """Sign in first; and only from our own page."""
        assert visit().get(NEW).status_code == 303
        assert visit().client.post(NEW, data={"question": "q"}).status_code == 303
        assert alex.client.post(NEW, data={"question": "q"}).status_code == 403


class TestRequestPage:
    """One request."""

    def test_what_was_asked_and_how_it_stands(self, alex: Visitor):
        """In words."""
        ref = send(alex, "What about the geese?")
        words = text_of(alex.get(f"/requests/{ref}?done=sent"))
        assert f"Your reference is {ref}." in words
        assert "What about the geese?" in words
        assert "Waiting for the Hub" in words

    def test_another_officers_is_not_found(self, alex: Visitor, sam: Visitor):
        """By reading, reopening or withdrawing."""
        ref = send(alex)
        assert sam.get(f"/requests/{ref}").status_code == 404
        assert sam.send(f"/requests/{ref}/reopen", reason="x").status_code == 404
        assert sam.send(f"/requests/{ref}/withdraw").status_code == 404
        assert "Waiting for the Hub" in text_of(alex.get(f"/requests/{ref}"))

    @pytest.mark.parametrize("ref", ["PF-2026-999999", "x", "%00"])
    def test_no_such_request(self, alex: Visitor, ref: str):
        """A 404 page."""
        page = alex.get(f"/requests/{ref}")
        assert page.status_code == 404
        assert "Page not found" in text_of(page)

    def test_withdraw(self, alex: Visitor):
        """Only before it is answered."""
        ref = send(alex)
        page = alex.follow(f"/requests/{ref}/withdraw")
        assert "The request is withdrawn." in text_of(page)
        assert "Withdraw the request" not in page.text

    def test_reopen_with_a_reason(self, alex: Visitor, jo: Visitor):
        """The Hub reads why."""
        ref = send(alex)
        answer(jo, ref)
        page = alex.follow(f"/requests/{ref}/reopen", reason="They came back.")
        assert "open again" in text_of(page)
        assert "They came back." in text_of(jo.get(f"/console/tickets/{ref}"))

    def test_too_long_a_reason_stays(self, alex: Visitor, jo: Visitor):
        """422, and the request is as it was."""
        ref = send(alex)
        answer(jo, ref)
        page = alex.send(f"/requests/{ref}/reopen", reason="z" * 2001)
        assert page.status_code == 422
        assert "z" * 2001 in page.text
        assert "Answered" in text_of(alex.get(f"/requests/{ref}"))

    def test_a_move_that_is_not_open_is_a_409_page(self, alex: Visitor):
        """Reopening what nobody answered."""
        ref = send(alex)
        page = alex.send(f"/requests/{ref}/reopen", reason="")
        assert page.status_code == 409
        assert "This has changed meanwhile" in text_of(page)


class TestJoinedRequests:
    """A request of another officer that was joined."""

    ASKED = "Which lighting keeps mopeds out of the underpass?"

    def joined(self, alex: Visitor, sam: Visitor) -> str:
        """Have Sam join what Alex asked; return its reference."""
        ref = send(alex, self.ASKED)
        headers = {"X-CSRF-Token": sam.token}
        body = {"question": self.ASKED}
        response = sam.client.post(f"/v1/tickets/{ref}/join", json=body, headers=headers)
        assert response.status_code == 200, response.text
        return ref

    def test_shows_the_question_and_lets_one_leave(self, alex: Visitor, sam: Visitor):
        """It says whose it is not, and afterwards it is gone from the list."""
        ref = self.joined(alex, sam)
        words = text_of(sam.get(f"/requests/{ref}"))
        assert "Another officer asked this" in words and self.ASKED in words
        assert "Alex" not in words
        assert sam.send(f"/requests/{ref}/leave").status_code == 303
        assert ref not in text_of(sam.get("/requests"))

    def test_withdrawn_by_the_asker_it_stays_with_who_joined(self, alex: Visitor, sam: Visitor):
        """The asker is told why it stays open, and no longer sees it."""
        ref = self.joined(alex, sam)
        response = alex.send(f"/requests/{ref}/withdraw")
        assert response.headers["location"] == "/requests?done=passed-on"
        assert "Others wait for its answer" in text_of(alex.get("/requests?done=passed-on"))
        assert alex.get(f"/requests/{ref}").status_code == 404
        assert "withdraw" in sam.get(f"/requests/{ref}").text

    def test_the_hub_sees_how_many_wait(self, alex: Visitor, sam: Visitor, jo: Visitor):
        """The answer is written for all of them."""
        ref = self.joined(alex, sam)
        assert "1 other officer waits" in text_of(jo.get(f"/console/tickets/{ref}"))


class TestConfirm:
    """That settled it."""

    def test_it_says_so_and_is_offered_once(self, alex: Visitor, jo: Visitor):
        """The Hub sees it on the ticket."""
        ref = send(alex)
        answer(jo, ref)
        page = alex.follow(f"/requests/{ref}/confirm")
        assert "The request is closed." in text_of(page)
        assert f"/requests/{ref}/confirm" not in page.text
        assert "that this settled it" in text_of(jo.get(f"/console/tickets/{ref}"))

    def test_an_answer_that_came_meanwhile_is_read_first(self, alex: Visitor, jo: Visitor):
        """412: the page shows it; a reason that was being written stays."""
        ref = send(alex)
        answer(jo, ref, "First.")
        old = alex.get(f"/requests/{ref}").text.split('name="version" value="')[1].split('"')[0]
        jo.follow(f"/console/tickets/{ref}/reopen")
        answer(jo, ref, "Second.")
        page = alex.send(f"/requests/{ref}/confirm", version=old)
        assert page.status_code == 412 and "Second." in text_of(page)
        page = alex.send(f"/requests/{ref}/reopen", version=old, reason="Kept words")
        assert page.status_code == 412 and "Kept words" in page.text

    def test_before_an_answer_and_by_others(self, alex: Visitor, sam: Visitor, visit):
        """409, 404, to the sign-in page."""
        ref = send(alex)
        for what in ("confirm", "outcome"):
            path = f"/requests/{ref}/{what}"
            assert alex.send(path, verdict="worked").status_code == 409
            assert sam.send(path, verdict="worked").status_code == 404
            assert visit().send(path, verdict="worked").status_code == 303


class TestOutcome:
    """Did it work?"""

    def test_asked_at_my_requests_and_said(self, alex: Visitor, jo: Visitor, app):
        """On the day the Hub set; then it is asked no more."""
        ref = send(alex)
        answer(jo, ref)
        day = (utc_now().date() + timedelta(days=3)).isoformat()
        assert "The day is kept." in text_of(
            jo.follow(f"/console/tickets/{ref}/outcome-date", ask_on=day)
        )
        assert "Did it work?" not in text_of(alex.get("/requests"))
        clock.ahead = timedelta(days=3)
        try:
            run_once(app.state.database, Job("did_it_work", 900, outcomes.ask_due))
        finally:
            clock.ahead = timedelta()
        assert "Did it work?" in text_of(alex.get("/requests"))
        refused = alex.send(f"/requests/{ref}/outcome", verdict="", words="Kept words")
        assert refused.status_code == 422 and "Kept words" in refused.text
        page = alex.follow(f"/requests/{ref}/outcome", verdict="partly", words="Fewer calls.")
        assert "You said: It worked in part" in text_of(page)
        assert "Did it work?" not in text_of(alex.get("/requests"))
        assert "Fewer calls." in text_of(jo.get(f"/console/tickets/{ref}"))

    @pytest.mark.parametrize("day", ["soon", "2020-01-01", "31/12/2030"])
    def test_no_day_to_come_is_refused(self, alex: Visitor, jo: Visitor, day: str):
        """422, and what was typed stays."""
        page = jo.send(f"/console/tickets/{send(alex)}/outcome-date", ask_on=day)
        assert page.status_code == 422 and day in page.text
