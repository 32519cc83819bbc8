"""The chat in real Chromium, against the three real processes.

What only a browser can show: that text is never lost, that a click sends once, that the chat
works without script, and that what is deleted is gone from the page.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.browsing import (
    BIKES,
    OFFICER,
    OFFICER_B,
    TURN_MS,
    People,
    ask,
    box,
    check,
    failing,
    officer_messages,
    start_anew,
)

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(300)]


class TestSignIn:
    """Pages are for people who are signed in."""

    def test_one_is_brought_back_to_the_page_one_wanted(self, people: People):
        """And signing out ends it."""
        page = people.page()
        page.goto("/requests")
        expect(page).to_have_url(re.compile(r"/sign-in\?back="))
        page.get_by_role("button", name=OFFICER).click()
        expect(page).to_have_url(re.compile(r"/requests$"))
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(re.compile(r"/sign-in$"))
        page.goto("/requests")
        expect(page).to_have_url(re.compile(r"/sign-in\?back="))

    def test_an_officer_sees_no_console(self, people: People):
        """The page says so in plain words."""
        page = people.signed_in(OFFICER)
        assert page.goto("/console").status == 403
        expect(page.get_by_role("heading", level=1)).to_have_text("You cannot do this")


class TestAsking:
    """A question in the open page."""

    def test_the_bikes_are_answered_in_place(self, people: People):
        """Steps, evidence, sources, review date and a link, without a reload."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        page.evaluate("window.sameDocument = true")
        answer = ask(page, BIKES)
        expect(answer.get_by_role("heading", level=3)).to_contain_text("bikes")
        expect(answer.locator(".app-markdown li").first).to_be_visible()
        expect(answer).to_contain_text("Evidence:")
        expect(answer.get_by_role("heading", name="Sources")).to_be_visible()
        expect(answer).to_contain_text("Due for review on")
        expect(box(page)).to_have_value("")
        expect(box(page)).to_be_focused()
        assert page.evaluate("window.sameDocument") is True
        page.reload()
        expect(officer_messages(page, BIKES)).to_have_count(1)
        expect(page.locator(".app-message--assistant").last).to_contain_text("Sources")

    def test_a_button_carries_its_id(self, people: People):
        """A click is shown as what the button says, and focus goes to the answer."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        answer = ask(page, BIKES)
        answer.get_by_role("button", name=re.compile("that helped", re.I)).click()
        expect(page.locator(".app-message--officer")).to_have_count(2, timeout=TURN_MS)
        expect(page.locator(".app-message--assistant").last).to_be_focused()

    def test_enter_sends_and_shift_enter_makes_a_line(self, people: People):
        """With the keyboard alone; an empty message is refused where it was typed."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        box(page).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#text-error")).to_contain_text("Type a message first.")
        page.keyboard.type("hello")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("there")
        expect(box(page)).to_have_value("hello\nthere")
        expect(page.locator("#text-error")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page.locator(".app-message--assistant")).to_have_count(1, timeout=TURN_MS)

    def test_waiting_is_shown_and_a_second_click_sends_nothing(self, people: People):
        """The text stays in the box until it is stored."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        held: list[Route] = []
        with failing(page, held.append):
            box(page).fill("hello")
            send = page.get_by_role("button", name="Send", exact=True)
            send.dblclick()
            expect(page.get_by_role("status")).to_have_text("The assistant is looking…")
            expect(box(page)).to_have_value("hello")
            send.click(force=True)
            page.wait_for_timeout(200)
            assert len(held) == 1
            held[0].continue_()
            expect(page.locator(".app-message--assistant")).to_have_count(1, timeout=TURN_MS)
        expect(page.get_by_role("status")).to_have_text("")
        expect(officer_messages(page, "hello")).to_have_count(1)

    @pytest.mark.parametrize("text", ["<b>bold</b> <img src=x onerror=alert(1)>", "🚓 é 你好"])
    def test_what_is_typed_is_shown_as_typed(self, people: People, text: str):
        """Markup is text, and text is Unicode."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        ask(page, text)
        expect(officer_messages(page, text)).to_have_count(1)
        assert page.locator("#log img").count() == 0

    def test_2001_characters_are_refused_and_kept(self, people: People):
        """The page says by how many; nothing is cut off."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        box(page).fill("x" * 2001)
        expect(page.locator("#text-count")).to_have_text("1 characters too many.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#text-error")).to_contain_text("1 characters too long")
        expect(box(page)).to_have_value("x" * 2001)


def stored_but_unheard(route: Route) -> None:
    """The message arrives and its answer is lost on the way back."""
    route.fetch()
    route.abort("connectionreset")


class TestNothingIsLost:
    """What was typed and not stored stays, marked, over a reload, and is sent once."""

    @pytest.mark.parametrize(
        "how",
        [
            pytest.param(lambda route: route.abort("internetdisconnected"), id="no connection"),
            pytest.param(lambda route: route.fulfill(status=503, body="down"), id="a fault"),
            pytest.param(stored_but_unheard, id="the answer was lost"),
        ],
    )
    def test_not_sent_is_kept_and_retried_once(self, people: People, how: Any):
        """Also where the message had arrived: the same Idempotency-Key makes it one message."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        ask(page, "hello")
        text = "thanks very much"
        with failing(page, how):
            box(page).fill(text)
            page.keyboard.press("Enter")
            unsent = page.locator(".app-message--unsent")
            expect(unsent).to_contain_text(text)
            expect(unsent).to_contain_text("Not sent")
            expect(unsent.get_by_role("button", name="Retry")).to_be_focused()
            page.reload()
            expect(unsent).to_contain_text(text)
        unsent.get_by_role("button", name="Retry").click()
        expect(unsent).to_have_count(0, timeout=TURN_MS)
        page.reload()
        expect(officer_messages(page, text)).to_have_count(1)
        expect(unsent).to_have_count(0)

    def test_the_first_message_of_a_conversation_too(self, people: People):
        """It waits where a new conversation begins, and other pages say where."""
        page = people.signed_in(OFFICER_B)
        start_anew(page)
        with failing(page, lambda route: route.abort()):
            box(page).fill("good morning")
            page.keyboard.press("Enter")
            expect(page.locator(".app-message--unsent")).to_contain_text("good morning")
        page.reload()
        page.get_by_role("button", name="Retry").click()
        expect(page.locator(".app-message--assistant")).to_have_count(1, timeout=TURN_MS)
        expect(page).to_have_url(re.compile(r"/conversations/[0-9a-f-]{36}$"))

    def test_what_is_half_typed_survives_a_reload(self, people: People):
        """Before it was ever sent."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        box(page).fill("half a thou")
        page.reload()
        expect(box(page)).to_have_value("half a thou")
        box(page).fill("")

    def test_a_session_that_ended_keeps_the_message(self, people: People):
        """After signing in again it can be sent."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        ask(page, "hello")
        page.context.clear_cookies()
        box(page).fill("cheers for that")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Sign in again").click()
        page.get_by_role("button", name=OFFICER).click()
        page.get_by_role("button", name="Retry").click()
        expect(officer_messages(page, "cheers for that")).to_have_count(1, timeout=TURN_MS)


class TestWithoutScript:
    """The chat works as a plain form."""

    def test_a_question_and_a_button(self, people: People):
        """Each by a full page load."""
        page = people.signed_in(OFFICER, java_script_enabled=False)
        page.goto("/conversations/new")
        box(page).fill(BIKES)
        page.get_by_role("button", name="Send", exact=True).click()
        answer = page.locator(".app-message--assistant").last
        expect(answer).to_contain_text("Sources")
        answer.get_by_role("button", name=re.compile("that helped", re.I)).click()
        expect(page.locator(".app-message--officer")).to_have_count(2)

    def test_too_long_keeps_the_text(self, people: People):
        """With an error summary that leads to the box."""
        page = people.signed_in(OFFICER, java_script_enabled=False)
        page.goto("/conversations/new")
        box(page).fill("x" * 2001)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("1 character too long")
        expect(box(page)).to_have_value("x" * 2001)


class TestDeleting:
    """A conversation that is deleted leaves nothing on the page or in the browser."""

    def test_by_saying_so_the_page_begins_afresh(self, people: People):
        """The log has the reply alone; the address and what is sent next are the new one's."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        ask(page, BIKES)
        old = page.url
        asked = ask(page, "delete this conversation")
        asked.get_by_role("button", name="Yes, delete it").click()
        expect(page.locator("#log")).to_contain_text("Your conversation is deleted")
        expect(page.locator("#log [data-message]")).to_have_count(1)
        assert page.url != old
        expect(page.locator(f'a[href="{old[old.index("/conversations") :]}"]')).to_have_count(0)
        ask(page, "hello")
        page.reload()
        expect(officer_messages(page, "hello")).to_have_count(1)
        expect(officer_messages(page, BIKES)).to_have_count(0)
        assert page.goto(old).status == 404

    def test_by_the_link_nothing_is_kept_in_the_browser(self, people: People):
        """What was typed and not sent goes as well."""
        page = people.signed_in(OFFICER)
        start_anew(page)
        ask(page, BIKES)
        box(page).fill("half a thought")
        page.get_by_role("link", name="Delete this conversation").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Delete this conversation?")
        check(page)
        page.get_by_role("button", name="Delete this conversation").click()
        expect(page.get_by_role("alert")).to_contain_text("The conversation is deleted.")
        stored = page.evaluate("JSON.stringify(window.localStorage)")
        assert "half a thought" not in stored
        check(page)
