"""The Hub's queue and its tickets."""

import pytest

from tests.api.portal.test_chat import conversation_in, say
from tests.api.portal.test_requests import answer, send
from tests.api.portal.visitor import Visitor, text_of


def version_on(page: str) -> str:
    """Return the version that a ticket's form was opened at."""
    return page.split('name="version" value="')[1].split('"')[0]


class TestQueuePage:
    """What the Hub owes, the oldest first."""

    def test_oldest_first_with_counts(self, alex: Visitor, jo: Visitor):
        """The count of each view stands beside its name."""
        first, second = send(alex, "first question"), send(alex, "second question", nonce="2")
        answer(jo, send(alex, "answered question", nonce="3"))
        words = text_of(jo.get("/console"))
        assert "Waiting for an answer (2)" in words and "Answered (1)" in words
        assert words.index(first) < words.index(second)
        assert "answered question" not in words
        assert "answered question" in text_of(jo.get("/console", view="answered"))

    def test_pages(self, alex: Visitor, jo: Visitor):
        """25 a page; the last one leads back."""
        for number in range(26):
            send(alex, f"question number {number};", nonce=str(number))
        page = jo.get("/console")
        assert "number 24;" in page.text and "number 25;" not in page.text
        following = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "number 25;" in jo.get(following).text

    def test_nobody_waits(self, jo: Visitor):
        """An empty queue says so; an unknown view is the first one."""
        assert "Nobody is waiting for an answer." in text_of(jo.get("/console"))
        assert jo.get("/console", view="<b>").status_code == 200

    def test_officers_and_anonymous_have_no_console(self, alex: Visitor, visit):
        """403 in words; sign in first."""
        for path in ("/console", "/console/tickets/x", "/console/articles", "/console/articles/x"):
            assert alex.get(path).status_code == 403, path
            assert visit().get(path).status_code == 303, path


class TestTicketPage:
    """All that is needed to answer."""

    def test_question_details_and_the_answer_the_bot_gave(
        self, alex: Visitor, jo: Visitor, known_question: str
    ):
        """The whole conversation, read-only."""
        conversation = conversation_in(say(alex, known_question))
        response = alex.send(
            "/requests/new",
            question="It did not help, what else?",
            where="The rec, nightly",
            contact="phone",
            conversation=conversation,
            nonce="n",
        )
        ref = response.headers["location"].split("/")[-1].split("?")[0]
        page = jo.get(f"/console/tickets/{ref}")
        words = text_of(page)
        for part in ("It did not help", "The rec, nightly", "By phone", known_question,
                     "Due for review on", "PC Alex Morgan"):  # fmt: skip
            assert part in words
        assert "data-payload" not in page.text

    @pytest.mark.parametrize("ref", ["PF-2026-999999", "nonsense"])
    def test_no_such_ticket(self, jo: Visitor, ref: str):
        """404, by every route."""
        assert jo.get(f"/console/tickets/{ref}").status_code == 404
        for move in ("assign", "answer", "close", "reopen", "article"):
            sent = jo.send(f"/console/tickets/{ref}/{move}", answer="words")
            assert sent.status_code == 404, move


class TestAnswer:
    """A reply that is seen before it is sent."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [("", "Write an answer"), (" \r\n\t ", "Write an answer"), ("a\x00b", "NUL"),
         ("x" * 20001, "20,000")],
        ids=["empty", "white space", "NUL", "too long"],
    )  # fmt: skip
    def test_what_is_refused_stays(self, alex: Visitor, jo: Visitor, text: str, words: str):
        """422 with a summary; the ticket still waits."""
        ref = send(alex)
        page = jo.send(f"/console/tickets/{ref}/answer", answer=text, version="1")
        assert page.status_code == 422
        assert words in text_of(page)
        assert text.strip() in page.text
        assert "Waiting for the Hub" in text_of(jo.get(f"/console/tickets/{ref}"))

    def test_preview_sends_nothing(self, alex: Visitor, jo: Visitor):
        """Rendered as the officer will see it: safe HTML, the text kept in the box."""
        ref = send(alex)
        text = "Ask **estates**.\n\n<script>alert(1)</script>"
        page = jo.send(f"/console/tickets/{ref}/answer", answer=text, version="1", action="preview")
        assert "<strong>estates</strong>" in page.text
        assert "<script>alert" not in page.text
        assert "Ask **estates**." in page.text
        assert "Waiting for the Hub" in text_of(alex.get(f"/requests/{ref}"))

    def test_answered_assigned_closed_reopened(self, alex: Visitor, jo: Visitor):
        """Each step says that it is done."""
        ref = send(alex)
        path = f"/console/tickets/{ref}"
        assert "The ticket is yours." in text_of(jo.follow(f"{path}/assign"))
        version = version_on(jo.get(path).text)
        page = jo.follow(f"{path}/answer", answer="Use *netting*.", version=version)
        assert "The answer is sent." in text_of(page)
        assert "<em>netting</em>" in alex.get(f"/requests/{ref}").text
        assert "The ticket is closed." in text_of(jo.follow(f"{path}/close"))
        assert "The ticket is open again." in text_of(jo.follow(f"{path}/reopen"))

    def test_two_curators_at_once(self, alex: Visitor, jo: Visitor, visit):
        """The second one is told, and keeps what was typed."""
        ref = send(alex)
        path = f"/console/tickets/{ref}"
        version = version_on(jo.get(path).text)
        answer(visit("curator-b"), ref, "The first answer.")
        page = jo.send(f"{path}/answer", answer="My careful words.", version=version)
        assert page.status_code == 412
        assert "My careful words." in page.text
        assert "The first answer." in text_of(alex.get(f"/requests/{ref}"))

    def test_closing_what_nobody_answered_is_refused(self, alex: Visitor, jo: Visitor):
        """409 in words, on the ticket's own page: it takes an answer, or a reason."""
        ref = send(alex)
        page = jo.send(f"/console/tickets/{ref}/close")
        assert page.status_code == 409
        assert "cannot be moved by close" in text_of(page)

    def test_forged(self, alex: Visitor, jo: Visitor):
        """No write without the token, and none by an officer."""
        ref = send(alex)
        path = f"/console/tickets/{ref}"
        for move in ("assign", "answer", "close", "reopen", "article"):
            assert jo.client.post(f"{path}/{move}", data={"answer": "x"}).status_code == 403
            assert alex.send(f"{path}/{move}", answer="x").status_code == 403
