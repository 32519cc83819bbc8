"""Portal and console in real Chromium, against the three real processes.

What only a browser can show: that the Hub's answer arrives in the open page, that a keyboard and
320 px are enough, that nothing is blocked by our own policy.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from knowledge import load_articles
from tests.e2e.browsing import (
    ADMIN,
    BIKES,
    CURATOR,
    GATE_MS,
    NARROW,
    OFFICER,
    OFFICER_B,
    ROOT,
    TURN_MS,
    UNKNOWN,
    WIDE,
    People,
    ask,
    check,
    press,
    start_anew,
)

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(300)]


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
        curator.get_by_role("button", name="Save and publish").click(timeout=GATE_MS)
        expect(curator.get_by_role("alert")).to_contain_text("published")

        start_anew(officer)
        found = ask(officer, UNKNOWN)
        expect(found.get_by_role("heading", level=3)).to_contain_text("pigeons")
        curator.get_by_role("button", name="Retire", exact=True).click(timeout=GATE_MS)
        expect(curator.get_by_role("alert")).to_contain_text("retired")
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
        check(page)
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
        check(page)


PORTAL_PAGES = ["/", "/conversations/new", "/notices", "/notices/ways", "/requests",
                "/requests/new", "/articles",
                "/articles/nuisance-motorbikes", "/glossary", "/privacy", "/nowhere"]  # fmt: skip
HUB_PAGES = ["/console", "/console?view=closed",
             "/console?q=bikes&overdue=true", "/console/staffing", "/console/running",
             "/console/articles",
             "/console/deliveries", "/console/deliveries?view=waiting", "/console/hub-only",
             "/console/gaps", "/console/insight", "/console/insight/rows",
             "/console/answer-templates", "/console/articles/nuisance-motorbikes",
             *(f"/console/articles/nuisance-motorbikes/{page}"
               for page in ("versions", "versions/1", "changes", "questions", "chat",
                            "warnings"))]  # fmt: skip


class TestForAdministrators:
    """The audit log."""

    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
    def test_is_found_checked_and_searched_by_keyboard(self, people: People, size: tuple[int, int]):
        """From the menu to a filter that finds something; nothing serious on the way."""
        page = people.signed_in(ADMIN, size)
        page.goto("/console/running")
        page.get_by_role("link", name="Audit log").press("Enter")
        check(page)
        page.get_by_role("button", name="Check the log now").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The audit log holds")
        check(page)
        page.locator("summary").filter(has_text="Find entries").press("Enter")
        page.get_by_label("Person").fill("Robin")
        page.get_by_label("Person").press("Enter")
        expect(page.locator("main")).to_contain_text("Audit verified")
        check(page)


class TestForEveryone:
    """Keyboard, screen reader and 320 px are enough."""

    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
    def test_no_page_has_a_serious_fault_or_scrolls_sideways(
        self, people: People, size: tuple[int, int]
    ):
        """By axe-core's rules, and by the width of the page."""
        page = people.page(size)
        page.goto("/sign-in")
        check(page)
        page = people.signed_in(CURATOR, size)
        start_anew(page)
        ask(page, BIKES)
        check(page)
        for path in PORTAL_PAGES + HUB_PAGES:
            page.goto(path)
            check(page)

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
