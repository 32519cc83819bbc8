"""People in real Chromium, what they do on a page, and what no page may have."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

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
GATE_MS = 90_000  # the first publication after a start asks every golden question anew
BIKES = (
    "kids on off road bikes keep tearing up the rec, residents are fuming, what actually works??"
)
UNKNOWN = "is there any guidance on pigeons roosting above the custody block vehicle dock"
MESSAGES = "**/portal/messages"
OFFICER, OFFICER_B, CURATOR = "PC Alex Morgan", "PC Sam Okafor", "Jo Reyes"
ADMIN = "Robin Shah"


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


def check(page: Page) -> None:
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
