"""The conversation page, with and without a script."""

import uuid
from typing import Any

import pytest

from tests.api.portal.visitor import Visitor, text_of

ASKED = "Part of the assistant is not working"  # rasa is nowhere in these tests, and that is said


def say(visitor: Visitor, text: str, **more: Any) -> Any:
    """Send a message as the page's script does."""
    key = more.pop("key", uuid.uuid4().hex)
    body = {"conversation_id": None, "text": text, "payload": None, "after": 0, **more}
    headers = {"X-CSRF-Token": visitor.token, "Idempotency-Key": key}
    return visitor.client.post("/portal/messages", json=body, headers=headers)


def conversation_in(response: Any) -> str:
    """Return the id of the conversation that a fragment belongs to."""
    assert response.status_code == 200, response.text
    return str(response.text.split('data-conversation="')[1].split('"')[0])


class TestFirstPage:
    """The first page is the chat."""

    def test_it_restores_what_was_said_last(self, alex: Visitor, known_question: str):
        """The same messages as the script showed, with buttons that still carry ids."""
        said = say(alex, known_question)
        page = alex.get("/")
        assert known_question in text_of(page)
        assert "Due for review on" in text_of(page)
        assert f'data-conversation="{conversation_in(said)}"' in page.text
        assert 'data-payload="' in page.text

    def test_nothing_said_yet(self, sam: Visitor):
        """It says what one can ask."""
        page = sam.get("/")
        assert "Ask in your own words" in text_of(page)
        assert 'data-conversation=""' in page.text

    def test_a_new_conversation_beside_the_old_one(self, alex: Visitor):
        """The old one is in the list."""
        old = conversation_in(say(alex, "hello there"))
        page = alex.get("/conversations/new")
        assert 'data-conversation=""' in page.text
        assert f'href="/conversations/{old}"' in page.text

    @pytest.mark.parametrize("path", ["/", "/conversations/new", "/conversations/x"])
    def test_anonymous_is_sent_to_sign_in(self, visit, path: str):
        """Pages lead to the sign-in page."""
        response = visit().get(path)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in")

    def test_pages_are_not_cached_and_strict(self, alex: Visitor):
        """They hold personal text and run nothing inline."""
        page = alex.get("/")
        assert page.headers["cache-control"] == "no-store"
        assert "unsafe-inline" not in page.headers["content-security-policy"]
        assert "<script>" not in page.text and " style=" not in page.text


class TestConversationPage:
    """One's own conversations only."""

    def test_another_officers_is_a_404_page(self, alex: Visitor, sam: Visitor):
        """It says no more than that there is none."""
        theirs = conversation_in(say(sam, "my secret question"))
        page = alex.get(f"/conversations/{theirs}")
        assert page.status_code == 404
        assert "Page not found" in text_of(page)
        assert "secret" not in page.text

    def test_no_such_conversation(self, alex: Visitor):
        """The same."""
        assert alex.get("/conversations/nonsense").status_code == 404


class TestSendPlain:
    """The chat without a script: each message a page load."""

    def test_a_message_and_its_answer(self, alex: Visitor, known_question: str):
        """Shown after a redirect, so that a reload sends nothing."""
        page = alex.follow("/conversations/new/messages", text=known_question, nonce="n1")
        assert known_question in text_of(page)
        assert "Due for review on" in text_of(page)

    def test_a_second_click_is_one_message(self, alex: Visitor):
        """The same words from the same rendering of the page."""
        conversation = conversation_in(say(alex, "hello"))
        path = f"/conversations/{conversation}/messages"
        for _ in range(2):
            page = alex.follow(path, text="quite unique words", nonce="n2")
        assert page.text.count("quite unique words") == 1
        page = alex.follow(path, text="other words", nonce="n2")
        assert "other words" in page.text

    def test_a_button(self, alex: Visitor, known_question: str):
        """By its opaque id; the label is what was said."""
        page = alex.follow("/conversations/new/messages", text=known_question, nonce="n3")
        button = page.text.split('data-payload="')[1].split('"')[0]
        action = page.text.split('class="app-buttons" method="post" action="')[1].split('"')[0]
        after = alex.follow(action, payload=button, nonce="n4")
        assert after.text.count("app-message--officer") == 2

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "Type a message first."),
            (" \r\n ", "Type a message first."),
            ("x" * 2001, "1 character too long"),
            ("a\x00b", "cannot be sent"),
        ],
        ids=["empty", "white space", "too long", "NUL"],
    )
    def test_what_is_refused_stays_in_the_box(self, alex: Visitor, text: str, words: str):
        """422, an error summary, and the text."""
        page = alex.send("/conversations/new/messages", text=text, nonce="n")
        assert page.status_code == 422
        assert words in text_of(page)
        assert "There is a problem" in text_of(page)
        assert text.strip() in page.text

    def test_2000_characters_with_line_ends_are_accepted(self, alex: Visitor):
        """A browser sends each line end as two characters; they count as one."""
        text = "\r\n".join(["y" * 99] * 20)
        assert alex.send("/conversations/new/messages", text=text).status_code == 303

    def test_a_stale_button_is_said_and_not_executed(self, alex: Visitor):
        """An id from nowhere."""
        conversation = conversation_in(say(alex, "hello"))
        page = alex.send(f"/conversations/{conversation}/messages", payload="nonsense", nonce="n")
        assert page.status_code == 404
        assert "not from this conversation" in text_of(page)

    def test_another_officers_conversation(self, alex: Visitor, sam: Visitor):
        """Is not found, and gets no message."""
        theirs = conversation_in(say(sam, "hello"))
        assert alex.send(f"/conversations/{theirs}/messages", text="boo").status_code == 404
        assert "boo" not in sam.get(f"/conversations/{theirs}").text

    def test_without_the_token_nothing_is_sent(self, alex: Visitor):
        """A form on another site has none."""
        response = alex.client.post("/conversations/new/messages", data={"text": "forged"})
        assert response.status_code == 403
        assert "forged" not in alex.get("/").text


class TestSendScripted:
    """What the page's script sends and gets."""

    def test_it_gets_what_the_page_does_not_show_yet(self, alex: Visitor):
        """Both messages of the turn, as HTML; later only the newer ones."""
        first = say(alex, "hello there")
        conversation = conversation_in(first)
        assert first.text.count("data-message=") == 2
        last = max(int(part.split('"')[0]) for part in first.text.split('data-message="')[1:])
        second = say(alex, "and again", conversation_id=conversation, after=last)
        assert second.text.count("data-message=") == 2
        assert "hello there" not in second.text

    def test_a_retry_is_one_message(self, alex: Visitor):
        """The same key and words: the first response is shown again."""
        conversation = conversation_in(say(alex, "hello"))
        for _ in range(2):
            say(alex, "only once please", conversation_id=conversation, key="k1")
        page = alex.get(f"/conversations/{conversation}")
        assert page.text.count('app-message--officer"') == 2

    def test_markup_comes_back_escaped(self, alex: Visitor):
        """The fragment is put into the page as HTML."""
        said = say(alex, "<img src=x onerror=alert(1)>")
        assert "<img" not in said.text
        assert "&lt;img" in said.text

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"text": ""}, 422),
            ({"text": "x" * 2001}, 422),
            ({"text": "a\x00b"}, 422),
            ({"text": "hi", "after": -1}, 422),
            ({"text": "hi", "conversation_id": "none-such"}, 404),
            ({"text": "", "payload": "nonsense"}, 404),
        ],
    )
    def test_refusals_are_problems_and_no_pages(self, alex: Visitor, body: Any, status: int):
        """The script shows their words."""
        response = alex.client.post(
            "/portal/messages", json=body, headers={"X-CSRF-Token": alex.token}
        )
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]

    def test_anonymous_and_forged(self, visit, alex: Visitor):
        """401 for nobody, 403 without the token."""
        assert visit().client.post("/portal/messages", json={"text": "hi"}).status_code == 401
        response = alex.client.post("/portal/messages", json={"text": "hi"})
        assert (response.status_code, response.json()["code"]) == (403, "csrf")


class TestMessagesAfter:
    """A page catches up."""

    def test_ones_own_only(self, alex: Visitor, sam: Visitor):
        """Another officer's conversation is not found, by this route either."""
        mine = conversation_in(say(alex, "hello"))
        path = "/portal/messages"
        assert "hello" in alex.get(path, conversation_id=mine).text
        assert sam.get(path, conversation_id=mine).status_code == 404
        assert "data-message" not in alex.get(path, conversation_id=mine, after=10**6).text


class TestStatus:
    """What a page asks for again while it is open."""

    def test_reader_token_and_unread(self, alex: Visitor, visit):
        """For whoever is signed in."""
        status = alex.get("/portal/status").json()
        assert status["csrf_token"] == alex.token
        assert status["unread"] == 0
        assert visit().get("/portal/status").status_code == 401
