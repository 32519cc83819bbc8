"""Importing a document in real Chromium, against the real api; search is its in-memory twin."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.settings import Settings
from tests.api.whole_app import (  # noqa: F401
    app,
    live_server,
    migrated,
    rasa_url,
    searcher,
    settings,
)
from tests.knowledge.importing import documents

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WAIT_MS = 60_000


@pytest.fixture(autouse=True)
def patience(app: FastAPI, settings: Settings) -> None:  # noqa: F811
    """The machine of the tests may be busy with other things."""
    app.state.settings = settings.model_copy(update={"import_timeout_s": 200.0})


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium without any data."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        running.close()


def signed_in(browser: Browser, server: httpx.Client, *, script: bool) -> Page:
    """Return the curator's page with the form, reached from the list of articles."""
    context = browser.new_context(base_url=str(server.base_url), java_script_enabled=script)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Jo Reyes").click()
    page.goto("/console/articles")
    page.get_by_role("link", name="Import a document").first.click()
    return page


def choose(page: Page, name: str, data: bytes) -> None:
    """Choose a document in the form and send it."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("Document", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Import").click()


class TestImport:
    """From the list of articles to a draft and its page on paper."""

    @pytest.mark.parametrize("script", [True, False])
    def test_a_refusal_then_a_draft(
        self,
        browser: Browser,
        live_server: httpx.Client,  # noqa: F811
        script: bool,
    ) -> None:
        """With script and without; the error is in the summary and leads to the field."""
        page = signed_in(browser, live_server, script=script)
        choose(page, "macros.docx", documents.docx(main=documents.MACRO_MAIN))
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text("holds macros")
        summary.get_by_role("link").click()
        expect(page.get_by_label("Document", exact=True)).to_be_focused()
        choose(page, "guide.html", documents.PAGE.encode())
        expect(page.get_by_text("A draft was made of the document.")).to_be_visible()
        expect(page.get_by_text("1 script left out.")).to_be_visible()
        expect(page.get_by_label("Title").first).to_have_value("How do we tackle ASB on estates?")

    def test_a_file_that_is_too_large_gets_its_sentence(
        self,
        browser: Browser,
        live_server: httpx.Client,  # noqa: F811
    ) -> None:
        """The browser shows it, although the server stopped listening half-way."""
        page = signed_in(browser, live_server, script=True)
        choose(page, "film.pdf", b"%PDF-" + b"x" * 30_000_000)
        expect(page.get_by_role("alert")).to_contain_text("larger than 15 MB")

    @pytest.mark.parametrize("path", ["/console/articles/import", "print"])
    def test_is_accessible(
        self,
        browser: Browser,
        live_server: httpx.Client,  # noqa: F811
        path: str,
    ) -> None:
        """axe finds nothing on the form and on the printable page."""
        if not AXE.exists():
            pytest.skip("axe-core is not installed: run make setup")
        page = signed_in(browser, live_server, script=True)
        if path == "print":
            page.goto("/articles")
            href = page.locator(".app-list__title a").first.get_attribute("href")
            path = f"{href}/print"
        page.goto(path)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
        assert found == []

    def test_on_paper_there_is_the_text_alone(
        self,
        browser: Browser,
        live_server: httpx.Client,  # noqa: F811
    ) -> None:
        """The hint and the way back are for the screen."""
        page = signed_in(browser, live_server, script=True)
        page.goto("/articles")
        page.locator(".app-list__title a").first.click()
        page.get_by_role("link", name="Printable page").click()
        expect(page.get_by_text("Print this page")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_text("Print this page")).to_be_hidden()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
