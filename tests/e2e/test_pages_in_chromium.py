"""Portal and console in real Chromium, against the three real processes.

What only a browser can show: that text is never lost, that the Hub's answer arrives in the open
page, that a keyboard and 320 px are enough, that nothing is blocked by our own policy.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from knowledge import load_articles

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE, NARROW = (1280, 900), (320, 640)
TURN_MS = 15_000
BIKES = (
    "kids on off road bikes keep tearing up the rec, residents are fuming, what actually works??"
)
UNKNOWN = "is there any guidance on pigeons roosting above the custody block vehicle dock"
MESSAGES = "**/portal/messages"


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for all tests of this module."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        running.close()


@dataclass
class People:
    """Signed-in browsers, one a person, and what their pages complained of."""

    browser: Browser
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """Return a page of a new browser profile, nobody signed in."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(base_url=self.url, viewport=viewport, **options)
        context.set_default_timeout(TURN_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)
        return page

    def _note(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def signed_in(self, name: str, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """Return a page of that demo user, on the first page."""
        page = self.page(size, **options)
        page.goto("/sign-in")
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ask a prevention question")
        return page


@pytest.fixture
def people(browser: Browser, assistant: Any) -> Iterator[People]:
    """Browsers for this test; a script error or a blocked resource fails it."""
    found = People(browser, assistant.url)
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []


OFFICER, OFFICER_B, CURATOR = "PC Alex Morgan", "PC Sam Okafor", "Jo Reyes"


def start_anew(page: Page) -> None:
    """Open an empty conversation."""
    page.goto("/conversations/new")
    page.wait_for_selector("#chat[data-ready]")


def box(page: Page) -> Any:
    """Return the box to write in."""
    return page.get_by_label("Your message")


def ask(page: Page, text: str) -> Any:
    """Send a message and return the last message of the assistant."""
    shown = page.locator(".app-message--assistant")
    before = shown.count()
    box(page).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(shown).to_have_count(before + 1, timeout=TURN_MS)
    return shown.last


def press(page: Page, message: Any, name: Any) -> Any:
    """Press a button of a message and return the assistant's next message."""
    shown = page.locator(".app-message--assistant")
    before = shown.count()
    message.get_by_role("button", name=name).first.click()
    expect(shown).to_have_count(before + 1, timeout=TURN_MS)
    return shown.last


def officer_messages(page: Page, text: str) -> Any:
    """Return the stored messages of the officer with that text."""
    return page.locator(".app-message--officer").filter(has_text=text)


@contextmanager
def failing(page: Page, how: Any) -> Iterator[None]:
    """Have sending fail in a way; reading goes on."""

    def handle(route: Route) -> None:
        if route.request.method == "POST":
            how(route)
        else:
            route.continue_()

    page.route(MESSAGES, handle)
    yield
    page.unroute(MESSAGES)


def stored_but_unheard(route: Route) -> None:
    """The message arrives and its answer is lost on the way back."""
    route.fetch()
    route.abort("connectionreset")


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


class TestToTheHubAndBack:
    """The form, the queue, the answer in the open page, the article."""

    def test_the_whole_way(self, people: People):
        """As an officer and a curator see it."""
        officer, curator = people.signed_in(OFFICER), people.signed_in(CURATOR)
        start_anew(officer)
        ask(officer, UNKNOWN)
        conversation = officer.url
        officer.get_by_role("log").get_by_role("link", name=re.compile("form", re.I)).first.click()
        expect(officer.get_by_label("What do you need to know?")).to_have_value(UNKNOWN)
        officer.get_by_label("Where is it, and how often?").fill("Custody dock, every morning")
        officer.get_by_role("button", name="Send to the Hub").click()
        expect(officer.get_by_role("alert")).to_contain_text("Your reference is PF-")
        ref = officer.url.split("/")[-1].split("?")[0]
        officer.goto(conversation)
        officer.wait_for_selector("#chat[data-ready]")

        curator.goto("/console")
        row = curator.locator(".app-list__item").filter(has_text=ref)
        row.get_by_role("link").click()
        expect(curator.locator("main")).to_contain_text("Custody dock, every morning")
        expect(curator.locator(".app-message--officer")).to_contain_text(UNKNOWN)
        curator.get_by_role("button", name="Assign to me").click()
        answer = curator.get_by_label("Your answer")
        answer.fill("  \n ")
        curator.get_by_role("button", name="Send the answer").click()
        expect(curator.get_by_role("alert")).to_contain_text("Write an answer")
        answer.fill("Ask **estates** for netting.\n\n- Report it\n- Keep a log")
        curator.get_by_role("button", name="Preview").click()
        expect(curator.locator(".app-preview strong")).to_have_text("estates")
        curator.get_by_role("button", name="Send the answer").click()
        expect(curator.get_by_role("alert")).to_contain_text("The answer is sent.")

        arrived = officer.locator(".app-message--hub")
        expect(arrived.locator("strong")).to_have_text("estates", timeout=TURN_MS)
        expect(officer.locator("[data-unread]")).to_be_hidden()  # it was read where it arrived
        officer.reload()
        expect(arrived.locator("li")).to_have_count(2)
        officer.goto("/requests")
        row = officer.locator(".app-list__item").filter(has_text=ref)
        expect(row).to_contain_text("Answered")
        row.get_by_role("link").click()
        expect(officer.get_by_role("heading", name="The Hub’s answer")).to_be_visible()
        officer.goto("/requests")
        expect(row).not_to_contain_text("New answer")

        curator.get_by_role("button", name="Make an article of this").click()
        expect(curator.get_by_label("Title", exact=True).first).not_to_have_value("")
        self.write_article(curator)
        curator.get_by_role("button", name="Save", exact=True).click()
        expect(curator.get_by_role("alert")).to_contain_text("saved")
        curator.get_by_role("button", name="Save and publish").click()
        expect(curator.get_by_role("alert")).to_contain_text("published")

        start_anew(officer)
        found = ask(officer, UNKNOWN)
        expect(found.get_by_role("heading", level=3)).to_contain_text("pigeons")
        curator.get_by_role("button", name="Unpublish").click()
        expect(curator.get_by_role("alert")).to_contain_text("unpublished")
        start_anew(officer)
        gone = ask(officer, UNKNOWN)
        expect(gone.get_by_role("heading", level=3)).to_have_count(0)

    def test_the_form_in_the_dialogue(self, people: People):
        """Step by step by keyboard and buttons, to a reference that leads to the request."""
        page = people.signed_in(OFFICER_B)
        start_anew(page)
        offer = ask(page, UNKNOWN)
        press(page, offer, "Ask the Hub")
        ask(page, "A plastic owl, no luck")
        contact = ask(page, "Vehicle dock, every morning")
        done = press(page, contact, re.compile("here|chat|conversation", re.I))
        done.get_by_role("link", name=re.compile("^Request PF-")).click()
        expect(page.locator("main")).to_contain_text("A plastic owl, no luck")
        expect(page.locator("main")).to_contain_text(UNKNOWN)

    def write_article(self, page: Page) -> None:
        """Fill what a ticket does not give."""
        title = page.get_by_label("Title", exact=True).first
        title.fill("What can we do about pigeons at custody?")
        page.get_by_label("The answer in two or three sentences").fill(
            "Ask estates for netting above the vehicle dock and keep a log of fouling."
        )
        page.get_by_role("group", name="Section 1: What to do").get_by_label("Text").fill(
            "1. Ask estates.\n2. Keep a log."
        )
        page.get_by_label("Untested").check()
        page.get_by_label("Why that grade").fill("Advice of the Hub; not evaluated.")
        page.get_by_label("Owner").fill("Prevention First Hub")
        page.get_by_label("How officers ask this").fill(UNKNOWN)

    def test_two_curators_at_once(self, people: People):
        """The second one is told and keeps what they typed."""
        first, second = people.signed_in(CURATOR), people.signed_in("Priya Nair")
        for page in (first, second):
            page.goto("/console/articles/nuisance-motorbikes")
        reason = first.get_by_label("Why that grade")
        reason.fill(reason.input_value() + " Checked.")
        first.get_by_role("button", name="Save", exact=True).click()
        expect(first.get_by_role("alert")).to_contain_text("saved")
        second.get_by_label("Why that grade").fill("Something else entirely.")
        second.get_by_role("button", name="Save", exact=True).click()
        expect(second.get_by_role("alert")).to_contain_text("somebody", ignore_case=True)
        expect(second.get_by_label("Why that grade")).to_have_value("Something else entirely.")


class TestShortForms:
    """What a short form stands for is one hover, tab or tap away."""

    @pytest.mark.parametrize("touch", [False, True], ids=["keyboard", "touch"])
    def test_its_meaning_is_shown_on_focus_and_moves_nothing(self, people: People, touch: bool):
        """At 320 px; Escape takes it away and leaves the focus where it is."""
        page = people.signed_in(OFFICER, NARROW, has_touch=touch)
        page.goto("/articles/nuisance-motorbikes")
        term = page.locator(".app-term").first
        meaning = page.locator(".app-term + .app-term__means").first
        assert term.get_attribute("title") in meaning.text_content()
        assert meaning.bounding_box()["width"] <= 1
        height = page.locator("main").bounding_box()["height"]
        if touch:
            term.tap()
        else:
            term.focus()
        box = meaning.bounding_box()
        assert box["width"] > 20 and box["height"] > 10
        assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW[0]
        assert page.locator("main").bounding_box()["height"] == height
        TestForEveryone().check(page)
        page.keyboard.press("Escape")
        assert meaning.bounding_box()["width"] <= 1
        expect(term).to_be_focused()

    def test_the_glossary_is_filtered_without_script(self, people: People):
        """By a plain form, from a link on every page."""
        page = people.signed_in(OFFICER, NARROW, java_script_enabled=False)
        page.get_by_role("link", name="Glossary of short forms").click()
        page.get_by_label("Find a short form").fill("misper")
        page.get_by_role("button", name="Find").click()
        expect(page.locator(".app-terms")).to_contain_text("missing person")
        expect(page.locator(".app-terms")).not_to_contain_text("MARAC")


class TestSources:
    """A source that nobody opened says so."""

    def test_in_words_at_320_px(self, people: People):
        """Within the width of the page."""
        found = (
            article.slug
            for article in load_articles(ROOT / "knowledge" / "articles")
            if not all(source.checked for source in article.sources)
        )
        slug = next(found, None)
        if slug is None:
            pytest.skip("every source of the release was opened")
        page = people.signed_in(OFFICER, NARROW)
        page.goto(f"/articles/{slug}")
        marker = page.locator(".app-sources__unchecked").first
        expect(marker).to_have_text("Not opened by us: check before you rely on it")
        box = marker.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW[0]
        TestForEveryone().check(page)


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
        TestForEveryone().check(page)
        page.get_by_role("button", name="Delete this conversation").click()
        expect(page.get_by_role("alert")).to_contain_text("The conversation is deleted.")
        stored = page.evaluate("JSON.stringify(window.localStorage)")
        assert "half a thought" not in stored
        TestForEveryone().check(page)


PORTAL_PAGES = ["/", "/conversations/new", "/requests", "/requests/new", "/articles",
                "/articles/nuisance-motorbikes", "/glossary", "/privacy", "/nowhere"]  # fmt: skip
HUB_PAGES = ["/console", "/console?view=closed", "/console/articles",
             "/console/articles/nuisance-motorbikes"]  # fmt: skip


class TestForEveryone:
    """Keyboard, screen reader and 320 px are enough."""

    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
    def test_no_page_has_a_serious_fault_or_scrolls_sideways(
        self, people: People, size: tuple[int, int]
    ):
        """By axe-core's rules, and by the width of the page."""
        page = people.page(size)
        page.goto("/sign-in")
        self.check(page)
        page = people.signed_in(CURATOR, size)
        start_anew(page)
        ask(page, BIKES)
        self.check(page)
        for path in PORTAL_PAGES + HUB_PAGES:
            page.goto(path)
            self.check(page)

    def check(self, page: Page) -> None:
        """Fail on sideways scrolling or a serious violation on the open page."""
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{page.url} is {wider} px too wide"
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = page.evaluate(
            "axe.run().then(done => done.violations"
            ".filter(row => ['serious', 'critical'].includes(row.impact))"
            ".map(row => [row.id, row.nodes[0].html]))"
        )
        assert found == [], f"{page.url}: {found}"

    def test_the_first_tab_stop_skips_to_the_content(self, people: People):
        """And is seen when it has the focus."""
        page = people.signed_in(OFFICER)
        page.goto("/requests")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to main content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()

    def test_new_messages_are_announced(self, people: People):
        """The conversation is a log that a screen reader follows; so is the waiting."""
        page = people.signed_in(OFFICER)
        log = page.get_by_role("log", name="Conversation")
        expect(log).to_have_attribute("aria-live", "polite")
        expect(page.get_by_role("status")).to_be_attached()

    def test_an_error_takes_the_focus_and_keeps_the_text(self, people: People):
        """The summary leads to the field."""
        page = people.signed_in(OFFICER)
        page.goto("/requests/new")
        page.get_by_label("What has been tried already?").fill("A letter")
        page.get_by_role("button", name="Send to the Hub").click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.get_by_role("link", name="Write what you need to know.").click()
        expect(page.get_by_label("What do you need to know?")).to_be_focused()
        expect(page.get_by_label("What has been tried already?")).to_have_value("A letter")

    def test_nothing_is_loaded_from_elsewhere(self, people: People):
        """Every request goes to our own address."""
        page = people.signed_in(CURATOR)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in PORTAL_PAGES + HUB_PAGES:
            page.goto(path)
        assert [url for url in asked if not url.startswith(people.url)] == []
