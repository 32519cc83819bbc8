"""Forms and plans in real Chromium, against the real api; search is its in-memory twin.

What only a browser can show: a phone and a keyboard are enough, nothing typed is lost, and the
exported file is what was written.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.api.whole_app import (  # noqa: F401
    app,
    live_server,
    migrated,
    rasa_url,
    searcher,
    settings,
)
from tests.e2e.browsing import NARROW, OFFICER, OFFICER_B, WIDE, check

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WAIT_MS = 30_000
WHOM, WHERE = "Shop staff and drivers", "The parade on Mill Lane"
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, live_server: httpx.Client) -> Iterator[SignIn]:  # noqa: F811
    """Return a page of a demo user in a browser of their own; a script error fails the test."""
    complaints: list[str] = []
    contexts = []

    def page_of(name: str, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(
            base_url=str(live_server.base_url), viewport=viewport, **options
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.get_by_role("button", name=name).click()
        return page

    yield page_of
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def asked(live_server: httpx.Client, searcher: Any) -> str:  # noqa: F811
    """A question that a published article answers."""
    return str(next(iter(searcher.articles.values())).sample_questions[0])


def press(page: Page, name: str) -> None:
    """Press a button of the page."""
    page.get_by_role("button", name=name, exact=True).click()


def write(page: Page, **answers: str) -> None:
    """Write into the boxes of these steps."""
    for key, text in answers.items():
        page.locator(f"#answer-{key}").fill(text)


class TestPlan:
    """A plan from its first word to its ticket."""

    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
    def test_written_ticked_checked_sent_and_exported(
        self,
        sign_in: SignIn,
        asked: str,
        size: tuple[int, int],
    ):
        """With nothing serious for a screen reader on any page on the way."""
        page = sign_in(OFFICER, size)
        page.goto("/worksheets")
        check(page)
        press(page, "Start a plan")
        write(page, what=asked, whom=WHOM, where=f"{WHERE}, ring 07700 900123")
        page.locator("#answer-assess_on").press("Enter")
        expect(page.get_by_text("Saved. Nothing goes to the Hub")).to_be_visible()
        expect(page.locator("#removed-where")).to_contain_text("Removed: phone number")
        page.get_by_role("checkbox").first.check()
        write(page, responses="A letter home", assess_on="some day")
        press(page, "Check and send")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        check(page)
        page.get_by_role("link", name=re.compile("^I could not read that as a date")).click()
        expect(page.locator("#answer-assess_on")).to_be_focused()
        expect(page.get_by_role("checkbox").first).to_be_checked()
        write(page, assess_on="in 3 months", where=WHERE)
        press(page, "Check and send")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
        expect(page.locator("main")).to_contain_text("A letter home")
        check(page)
        press(page, "Send to the Hub")
        expect(page.get_by_role("alert")).to_contain_text("Your reference is PF-")
        page.get_by_role("link", name="As it was sent").click()
        check(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Word document").click()
        said = [p.text for p in Document(BytesIO(download.value.path().read_bytes())).paragraphs]
        assert {asked, WHOM, WHERE, "A letter home"} <= set(said)

    def test_what_was_not_sent_is_there_again(self, sign_in: SignIn):
        """The network was gone when Save was pressed; a reload brings the words back."""
        page = sign_in(OFFICER)
        page.goto("/worksheets")
        press(page, "Start a plan")
        write(page, what="First words")
        press(page, "Save")
        write(page, what="Second words", whom=WHOM)
        page.context.set_offline(True)
        press(page, "Save")
        page.context.set_offline(False)
        page.goto(page.url if "/worksheets/" in page.url else "/worksheets")
        if not page.locator("#answer-what").count():
            page.get_by_role("link", name=re.compile("^Problem-solving plan")).click()
        expect(page.locator("#answer-what")).to_have_value("Second words")
        expect(page.locator("#answer-whom")).to_have_value(WHOM)
        with page.expect_navigation():  # reloading a page that is on its way out fails
            press(page, "Save")
        page.reload()
        expect(page.locator("#answer-what")).to_have_value("Second words")

    def test_two_windows_keep_both_texts_visible(self, sign_in: SignIn):
        """As the chat beside the page does; what is kept here is not laid over the newer one."""
        page = sign_in(OFFICER, NARROW)
        page.goto("/worksheets")
        press(page, "Start a plan")
        write(page, what="First words")
        press(page, "Save")
        other = page.context.new_page()
        other.goto(page.url)
        write(other, what="Words of the other window")
        press(other, "Save")
        write(page, what="Words of this window")
        press(page, "Save")
        expect(page.locator(".govuk-inset-text")).to_contain_text("Words of the other window")
        expect(page.locator("#answer-what")).to_have_value("Words of this window")
        check(page)
        press(page, "Save")
        other.reload()
        expect(other.locator("#answer-what")).to_have_value("Words of this window")


class TestSubmission:
    """The Portal's form."""

    def test_an_urgent_text_then_an_offer_then_me_too(self, sign_in: SignIn):
        """At 320 px: the notice on top, and the second officer joins the first one's request."""
        boxes = {"where": "At the depot", "better": "Half as much, from the log"}
        first = sign_in(OFFICER, NARROW)
        first.goto("/submissions/new?kind=organisational_inefficiency")
        check(first)
        write(first, happening="He is stabbing someone outside right now", **boxes)
        press(first, "Check and send")
        expect(first.get_by_role("alert")).to_contain_text("call 999")
        check(first)
        write(first, happening="Fuel cards are signed out twice on every early shift")
        press(first, "Check and send")
        press(first, "Send to the Hub")
        second = sign_in(OFFICER_B, NARROW)
        second.goto("/submissions/new?kind=idea")
        write(second, happening="Fuel cards are signed out twice on each early shift", **boxes)
        press(second, "Check and send")
        expect(second.get_by_role("heading", name="An open request asks the same")).to_be_visible()
        check(second)
        press(second, "Tell me the answer too")
        expect(second.get_by_role("alert")).to_contain_text("You will be told the answer to PF-")

    def test_without_script(self, sign_in: SignIn):
        """The same, by plain forms; thrown away at last."""
        page = sign_in(OFFICER, NARROW, java_script_enabled=False)
        page.goto("/submissions/new?kind=idea")
        write(page, happening="Bikes vanish")
        press(page, "Check and send")
        expect(page.locator(".govuk-error-summary")).to_contain_text("This one is needed")
        write(page, where="The racks", better="Fewer")
        press(page, "Check and send")
        expect(page.get_by_role("button", name="Send to the Hub")).to_be_visible()
        page.get_by_role("link", name="Change something").click()
        page.get_by_role("link", name="Throw your idea away").click()
        press(page, "Throw it away")
        expect(page.locator("main")).to_contain_text("Nothing of it is left")
