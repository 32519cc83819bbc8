"""Documents through the console's page: the same without script."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.articles.importing.sending import PAGE, choose
from tests.api.portal.visitor import Visitor, text_of
from tests.knowledge.importing import documents


class TestWhoMay:
    """Curators only; no other site in their name."""

    def test_no_page_without_signing_in(self, app: FastAPI, client: TestClient) -> None:
        assert Visitor(app).get(PAGE).headers["location"].startswith("/sign-in")

    def test_no_officer_at_the_page(self, app: FastAPI, client: TestClient) -> None:
        assert Visitor(app, "officer").get(PAGE).status_code == 403

    def test_no_form_of_another_site(self, jo: Visitor) -> None:
        """Without the session's token nothing is imported."""
        response = jo.client.post(PAGE, files={"document": ("a.docx", documents.docx())})
        assert response.status_code == 403


class TestPage:
    """`/console/articles/import`: the same without script."""

    def test_states_every_limit(self, jo: Visitor) -> None:
        """Before somebody chooses a file; it is reached from the list."""
        assert f'href="{PAGE}"' in jo.get("/console/articles").text
        page = text_of(jo.get(PAGE))
        for words in ("15 MB", "40,000 characters", "60 pages", "200 seconds", "macros", ".docx"):
            assert words in page

    def test_leads_to_the_draft_with_its_report(self, jo: Visitor) -> None:
        """The report stands there until it is published."""
        response = choose(jo, documents.pptx(), "meets.pptx")
        assert response.status_code == 303, response.text
        page = text_of(jo.get(response.headers["location"]))
        for words in ("A draft was made of the document", "meets.pptx", "1 picture left out.",
                      "What to check"):  # fmt: skip
            assert words in page
        again = text_of(jo.get(response.headers["location"].partition("?")[0]))
        assert "1 picture left out." in again

    @pytest.mark.parametrize(
        ("data", "status", "words"),
        [
            (None, 422, "Choose a document first."),
            (documents.docx(main=documents.MACRO_MAIN), 422, "holds macros"),
            (b"a" * (16 * 1024 * 1024), 413, "larger than 15 MB"),
        ],
    )
    def test_shows_what_is_wrong_at_the_field(
        self, jo: Visitor, data: bytes | None, status: int, words: str
    ) -> None:
        """In the summary and at the field, with the form to try again."""
        response = choose(jo, data)
        assert response.status_code == status
        assert "There is a problem" in response.text and 'href="#document"' in response.text
        assert 'id="document-error"' in response.text
        assert words in text_of(response)

    def test_links_to_the_draft_of_the_same_file(self, jo: Visitor) -> None:
        """Instead of making another."""
        slug = choose(jo, documents.docx()).headers["location"].partition("?")[0]
        again = choose(jo, documents.docx())
        assert again.status_code == 409
        assert f'href="{slug}"' in again.text
