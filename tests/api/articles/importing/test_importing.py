"""Documents over HTTP: a draft with a report, or a refusal that says what to do."""

from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles.models import ImportedDocument
from api.audit.models import AuditEntry
from api.db import utc_now
from api.settings import Settings
from knowledge import Section, format_article
from knowledge.importing.models import Kind
from tests.api.articles.drafts import code
from tests.api.articles.importing.sending import IMPORT, Headers, send
from tests.knowledge.conftest import make_article
from tests.knowledge.importing import documents

PERSONAL = (
    "# Who to ring about quads\n\nRing Jo on 07700 900123 or write to jo.bloggs@force.example, and "
    "tell the landowner at AL1 2QQ what was agreed.\n"
)


class TestWhoMay:
    """Curators only; nobody else's document is read."""

    @pytest.mark.parametrize("path", [IMPORT])
    def test_nobody_without_signing_in(self, client: TestClient, path: str) -> None:
        assert code(client.post(path, files={"document": b"x"})) == (401, "not_signed_in")

    def test_no_officer(self, client: TestClient, officer: Headers) -> None:
        assert code(send(client, officer, documents.docx())) == (403, "forbidden")


class TestImport:
    """`POST /v1/articles/import`."""

    def test_makes_a_draft_with_its_sources_and_a_report(
        self, client: TestClient, curator: Headers, app: FastAPI
    ) -> None:
        """Nobody is served it; grade, owner and questions are for the curator."""
        data = documents.docx(
            body=documents.LINK + documents.TABLE, extra={"word/media/1.png": documents.png()}
        )
        response = send(client, curator, data, r"C:\Users\jo\Sheds guide.docx")
        assert response.status_code == 201, response.text
        article, report = response.json()["article"], response.json()["report"]
        assert response.headers["location"] == f"/v1/articles/{article['slug']}"
        assert article["title"] == "How do we stop shed burglaries?"
        assert (article["state"], article["evidence"]["grade"]) == ("draft", None)
        assert (article["owner"], article["sample_questions"]) == ("", [])
        assert 0 < (date.fromisoformat(article["review_date"]) - utc_now().date()).days <= 90
        assert [s["heading"] for s in article["sections"]] == [
            "What to do", "What it rests on", "When not to",
        ]  # fmt: skip
        own, linked = article["sources"]
        assert own["title"].endswith("(Word document, Sheds guide.docx)")
        assert own["as_of"] == "2025-03-09"
        assert linked["url"] == "https://www.college.police.uk/guidance/sheds"
        assert not own["checked"] and not linked["checked"]
        assert report["kind"] == "Word document"
        assert "1 picture left out." in report["left_out"]
        with app.state.database.reading() as session:
            query = select(AuditEntry.action).where(AuditEntry.object_id == article["slug"])
            assert set(session.scalars(query)) == {"article_drafted", "document_imported"}

    @pytest.mark.parametrize(
        ("data", "name", "title"),
        [
            (documents.pptx(), "a.pptx", "How do we deal with car meets?"),
            (documents.pdf(documents.PDF_LINES), "a.pdf", "Car meets: a short guide"),
            (documents.PAGE.encode(), "a.html", "How do we tackle ASB on estates?"),
            (documents.docx(), "named-wrongly.pdf", "How do we stop shed burglaries?"),
        ],
    )
    def test_takes_each_kind_whatever_its_name(
        self, client: TestClient, curator: Headers, data: bytes, name: str, title: str
    ) -> None:
        response = send(client, curator, data, name)
        assert response.status_code == 201, response.text
        assert response.json()["article"]["title"] == title
        assert "steal" not in response.text and "evil.example" not in response.text

    def test_takes_personal_data_out(
        self, client: TestClient, curator: Headers, app: FastAPI
    ) -> None:
        """Of the text, of the file's name, and of what is kept about the file."""
        response = send(client, curator, PERSONAL.encode(), "ring 07700 900123.md")
        assert response.status_code == 201, response.text
        for secret in ("900123", "jo.bloggs", "2QQ"):
            assert secret not in response.text
        assert response.json()["article"]["redacted"] == ["email", "phone", "postcode"]
        with app.state.database.reading() as session:
            row = session.scalars(select(ImportedDocument)).one()
            assert "900123" not in row.name and Kind(row.kind) is Kind.markdown

    def test_the_same_file_leads_to_the_draft_that_is_there(
        self, client: TestClient, curator: Headers, curator_b: Headers
    ) -> None:
        """By its content: another name or another curator makes no difference."""
        first = send(client, curator, documents.docx(), "a.docx").json()["article"]["slug"]
        again = send(client, curator_b, documents.docx(), "b.docx")
        assert code(again) == (409, "document_known")
        assert again.headers["location"] == f"/v1/articles/{first}"
        assert first in again.json()["detail"]

    def test_another_file_of_the_same_title_gets_a_title_of_its_own(
        self, client: TestClient, curator: Headers
    ) -> None:
        send(client, curator, documents.docx())
        other = send(client, curator, documents.docx(body=documents.TABLE))
        assert other.status_code == 201
        assert other.json()["article"]["title"].startswith("How do we stop shed burglaries? (doc")

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"", "document_empty"),
            (documents.old_office(encrypted=True), "document_encrypted"),
            (documents.encrypted_pdf(b"secret"), "document_encrypted"),
            (documents.docx(main=documents.MACRO_MAIN), "document_macros"),
            (documents.nested_bomb(), "document_archive"),
            (documents.flat_bomb(), "document_archive"),
            (documents.docx()[:-300], "document_damaged"),
            (b"%PDF-1.4\nbroken", "document_damaged"),
            (documents.pdf([]), "document_no_text"),
            (documents.png(), "document_kind"),
        ],
    )
    def test_refuses_with_a_sentence(
        self, client: TestClient, curator: Headers, app: FastAPI, data: bytes, expected: str
    ) -> None:
        """Nothing of it is stored."""
        response = send(client, curator, data)
        assert code(response) == (422, expected)
        assert response.json()["detail"].endswith(".")
        assert response.json()["errors"][0]["field"] == "document"
        with app.state.database.reading() as session:
            assert session.scalars(select(ImportedDocument)).all() == []

    @pytest.mark.parametrize("form", [{}, {"other": "x"}])
    def test_refuses_a_form_without_a_document(
        self, client: TestClient, curator: Headers, form: dict[str, str]
    ) -> None:
        response = client.post(IMPORT, headers=curator, data=form)
        assert code(response) == (422, "document_empty")

    def test_refuses_two_documents(self, client: TestClient, curator: Headers) -> None:
        files = [("document", ("a.md", b"one")), ("document", ("b.md", b"two"))]
        assert client.post(IMPORT, headers=curator, files=files).status_code == 400

    def test_a_read_time_limit_is_a_refusal(
        self, client: TestClient, curator: Headers, settings: Settings, app: FastAPI
    ) -> None:
        """A document that would take for ever is stopped."""
        app.state.settings = settings.model_copy(update={"import_timeout_s": 6.0})
        program = documents.repeated(b"q ", 40_000_000)
        response = send(client, curator, documents.pdf([], content=program))
        assert code(response) == (422, "document_too_costly")


class TestWhatDoesNotFit:
    """A document that an article cannot hold is refused in words of its own kind."""

    def test_text_that_grows(self, client: TestClient, curator: Headers) -> None:
        """Its tables, written out."""
        table = f"| {'n' * 60} |\n| - |\n" + "| a |\n" * 2_000
        response = send(client, curator, f"# T\n\n{table}".encode(), "a.md")
        assert code(response) == (422, "document_too_long")
        assert "tables as lists" in response.json()["detail"]

    def test_an_article_file_of_many_sections(self, client: TestClient, curator: Headers) -> None:
        """An article file of ours is called one."""
        own = make_article(sections=tuple(Section(f"Part {n}", "Text.") for n in range(13)))
        response = send(client, curator, format_article(own).encode(), "a.md")
        assert code(response) == (422, "document_too_long")
        assert "article file holds what an article cannot: sections" in response.json()["detail"]

    def test_front_matter_that_is_none(self, client: TestClient, curator: Headers) -> None:
        """It is text then, however hostile."""
        text = "---\nreview_date: 2026-02-31\n---\n# Who walks the alley\n\nThe residents do.\n"
        assert send(client, curator, text.encode(), "a.md").status_code == 201
