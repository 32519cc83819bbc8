"""Documents over HTTP: a draft with a report, or a refusal that says what to do."""

import re
import socket
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles.models import ImportedDocument
from api.audit.models import AuditEntry
from api.db import utc_now
from api.settings import Settings
from knowledge import Section, format_article, parse_article
from knowledge.importing.models import Kind
from tests.api.portal.visitor import Visitor, text_of
from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    curator_b,
    live_server,
    migrated,
    officer,
    rasa_url,
    searcher,
    settings,
)
from tests.knowledge.conftest import make_article
from tests.knowledge.importing import documents

Headers = dict[str, str]
IMPORT, PAGE = "/v1/articles/import", "/console/articles/import"
PIECE = b"x" * 65_536
GIGABYTE = 1024**3
PERSONAL = (
    "# Who to ring about quads\n\nRing Jo on 07700 900123 or write to jo.bloggs@force.example, and "
    "tell the landowner at AL1 2QQ what was agreed.\n"
)


def send(client: TestClient, headers: Headers, data: bytes, name: str = "a.docx") -> Any:  # noqa: F811
    """Send a document as a form does."""
    return client.post(IMPORT, headers=headers, files={"document": (name, data)})


def code(response: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    return response.status_code, response.json()["code"]


def resident_peak_bytes() -> int:
    """What this process, the api in it, has had in memory at most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.fixture(autouse=True)
def patience(app: FastAPI, settings: Settings) -> None:  # noqa: F811
    """The machine of the tests may be busy with other things."""
    app.state.settings = settings.model_copy(update={"import_timeout_s": 200.0})


@pytest.fixture
def jo(app: FastAPI, client: TestClient) -> Visitor:  # noqa: F811
    """The demo curator at the pages."""
    return Visitor(app, "curator")


def choose(visitor: Visitor, data: bytes | None, name: str = "a.docx") -> httpx.Response:
    """Send the page's form with a document, or with none chosen."""
    file = ("", b"") if data is None else (name, data)
    return visitor.client.post(
        PAGE, data={"csrf_token": visitor.token}, files={"document": file}
    )  # fmt: skip


class TestWhoMay:
    """Curators only; nobody else's document is read."""

    @pytest.mark.parametrize("path", [IMPORT])
    def test_nobody_without_signing_in(self, client: TestClient, path: str) -> None:  # noqa: F811
        assert code(client.post(path, files={"document": b"x"})) == (401, "not_signed_in")

    def test_no_officer(self, client: TestClient, officer: Headers) -> None:  # noqa: F811
        assert code(send(client, officer, documents.docx())) == (403, "forbidden")

    def test_no_page_without_signing_in(self, app: FastAPI, client: TestClient) -> None:  # noqa: F811
        assert Visitor(app).get(PAGE).headers["location"].startswith("/sign-in")

    def test_no_officer_at_the_page(self, app: FastAPI, client: TestClient) -> None:  # noqa: F811
        assert Visitor(app, "officer").get(PAGE).status_code == 403

    def test_no_form_of_another_site(self, jo: Visitor) -> None:
        """Without the session's token nothing is imported."""
        response = jo.client.post(PAGE, files={"document": ("a.docx", documents.docx())})
        assert response.status_code == 403


class TestWhatDoesNotFit:
    """A document that an article cannot hold is refused in words of its own kind."""

    def test_text_that_grows(self, client: TestClient, curator: Headers) -> None:  # noqa: F811
        """Its tables, written out."""
        table = f"| {'n' * 60} |\n| - |\n" + "| a |\n" * 2_000
        response = send(client, curator, f"# T\n\n{table}".encode(), "a.md")
        assert code(response) == (422, "document_too_long")
        assert "tables as lists" in response.json()["detail"]

    def test_an_article_file_of_many_sections(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
    ) -> None:
        """An article file of ours is called one."""
        own = make_article(sections=tuple(Section(f"Part {n}", "Text.") for n in range(13)))
        response = send(client, curator, format_article(own).encode(), "a.md")
        assert code(response) == (422, "document_too_long")
        assert "article file holds what an article cannot: sections" in response.json()["detail"]

    def test_front_matter_that_is_none(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
    ) -> None:
        """It is text then, however hostile."""
        text = "---\nreview_date: 2026-02-31\n---\n# Who walks the alley\n\nThe residents do.\n"
        assert send(client, curator, text.encode(), "a.md").status_code == 201


class TestImport:
    """`POST /v1/articles/import`."""

    def test_makes_a_draft_with_its_sources_and_a_report(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        app: FastAPI,  # noqa: F811
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
        assert 0 < (date_of(article["review_date"]) - utc_now().date()).days <= 90
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
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        data: bytes,
        name: str,
        title: str,
    ) -> None:
        response = send(client, curator, data, name)
        assert response.status_code == 201, response.text
        assert response.json()["article"]["title"] == title
        assert "steal" not in response.text and "evil.example" not in response.text

    def test_takes_personal_data_out(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        app: FastAPI,  # noqa: F811
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
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        curator_b: Headers,  # noqa: F811
    ) -> None:
        """By its content: another name or another curator makes no difference."""
        first = send(client, curator, documents.docx(), "a.docx").json()["article"]["slug"]
        again = send(client, curator_b, documents.docx(), "b.docx")
        assert code(again) == (409, "document_known")
        assert again.headers["location"] == f"/v1/articles/{first}"
        assert first in again.json()["detail"]

    def test_another_file_of_the_same_title_gets_a_title_of_its_own(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
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
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        app: FastAPI,  # noqa: F811
        data: bytes,
        expected: str,
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
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        form: dict[str, str],
    ) -> None:
        response = client.post(IMPORT, headers=curator, data=form)
        assert code(response) == (422, "document_empty")

    def test_refuses_two_documents(self, client: TestClient, curator: Headers) -> None:  # noqa: F811
        files = [("document", ("a.md", b"one")), ("document", ("b.md", b"two"))]
        assert client.post(IMPORT, headers=curator, files=files).status_code == 400

    def test_a_read_time_limit_is_a_refusal(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        settings: Settings,  # noqa: F811
        app: FastAPI,  # noqa: F811
    ) -> None:
        """A document that would take for ever is stopped."""
        app.state.settings = settings.model_copy(update={"import_timeout_s": 6.0})
        program = documents.repeated(b"q ", 40_000_000)
        response = send(client, curator, documents.pdf([], content=program))
        assert code(response) == (422, "document_too_costly")


def date_of(text: str) -> Any:
    """Return a date of JSON."""
    from datetime import date

    return date.fromisoformat(text)


class TestSize:
    """What is too large is cut off while it arrives, on disk and in memory."""

    def test_just_too_large(self, client: TestClient, curator: Headers, settings: Settings) -> None:  # noqa: F811
        """The limit is the file's, not the form's."""
        response = send(client, curator, b"a" * (settings.import_max_bytes + 1))
        assert code(response) == (413, "document_too_large")
        assert "15 MB" in response.json()["detail"]

    def test_other_routes_keep_their_limit(self, client: TestClient, curator: Headers) -> None:  # noqa: F811
        """The bigger body is for documents alone."""
        response = client.post("/v1/articles", headers=curator, content=b"a" * 1_100_000)
        assert response.status_code == 413

    @pytest.mark.parametrize("declared", [True, False])
    def test_a_gigabyte(
        self,
        live_server: httpx.Client,  # noqa: F811
        curator: Headers,  # noqa: F811
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        declared: bool,
    ) -> None:
        """Said beforehand it is refused unread; in pieces it is cut off soon after the limit."""
        folder = tmp_path / "spooled"
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        before = resident_peak_bytes()
        sent, answer = pour(live_server, curator, GIGABYTE, declared)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"document_too_large" in answer
        assert sent < (4 if declared else 40) * 1024 * 1024
        assert resident_peak_bytes() - before < 64 * 1024 * 1024
        assert list(folder.iterdir()) == []
        assert live_server.get("/healthz").status_code == 200


def pour(server: httpx.Client, headers: Headers, total: int, declared: bool) -> tuple[int, bytes]:
    """Send a form with a document of `total` bytes until there is an answer; what was sent."""
    size = f"Content-Length: {total}" if declared else "Transfer-Encoding: chunked"
    head = (
        f"POST {IMPORT} HTTP/1.1\r\nHost: {server.base_url.host}:{server.base_url.port}\r\n"
        f"Authorization: {headers['Authorization']}\r\n{size}\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
    )
    part = b'--edge\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n\r\n'
    with socket.create_connection((server.base_url.host, server.base_url.port or 80)) as wire:
        wire.settimeout(20)
        wire.sendall(head.encode())
        sent, piece = 0, part
        while sent < total and not answered(wire):
            framed = piece if declared else b"%x\r\n%s\r\n" % (len(piece), piece)
            try:
                wire.sendall(framed)
            except OSError:
                break  # the server has closed: its answer is there to read
            sent, piece = sent + len(piece), PIECE
        answer = wire.recv(65_536)
        while b"}]}" not in answer and (more := wire.recv(65_536)):
            answer += more
        return sent, answer


def answered(wire: socket.socket) -> bool:
    """Say whether the server has begun to answer."""
    wire.setblocking(False)
    try:
        return bool(wire.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        wire.settimeout(20)


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


class TestExport:
    """Markdown and paper, for whoever may read the article."""

    @pytest.fixture
    def slug(self, client: TestClient, officer: Headers) -> str:  # noqa: F811
        """A published article."""
        found: str = client.get("/v1/articles", headers=officer).json()["items"][0]["slug"]
        return found

    def test_markdown_comes_back_through_parse_article(
        self,
        client: TestClient,  # noqa: F811
        officer: Headers,  # noqa: F811
        slug: str,
    ) -> None:
        """It is the form of the release's files, sources and their dates too."""
        response = client.get(f"/v1/articles/{slug}.md", headers=officer)
        assert response.headers["content-type"] == "text/markdown; charset=utf-8"
        assert response.headers["content-disposition"] == f'attachment; filename="{slug}.md"'
        article = parse_article(response.text, ())
        assert format_article(article) == response.text
        shown = client.get(f"/v1/articles/{slug}", headers=officer).json()
        assert article.title == shown["title"]
        assert [s.checked for s in article.sources] == [s["checked"] for s in shown["sources"]]

    def test_a_downloaded_article_is_imported_as_it_was(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        slug: str,
    ) -> None:
        """Text, sections and the numbering of sources; its grade is to be given anew."""
        text = client.get(f"/v1/articles/{slug}.md", headers=curator).text
        response = send(client, curator, text.encode(), f"{slug}.md")
        assert response.status_code == 201, response.text
        made, article = response.json()["article"], parse_article(text, ())
        assert made["summary"] == article.summary
        assert [(s["heading"], s["body_markdown"]) for s in made["sections"]] == [
            (s.heading, s.body_markdown) for s in article.sections
        ]
        assert [s["title"] for s in made["sources"]] == [s.title for s in article.sources]
        assert made["evidence"]["grade"] is None

    @pytest.mark.parametrize("path", ["/v1/articles/{}.md", "/articles/{}/print"])
    def test_a_draft_is_hidden_from_officers_and_unfinished_for_curators(
        self,
        client: TestClient,  # noqa: F811
        curator: Headers,  # noqa: F811
        officer: Headers,  # noqa: F811
        path: str,
    ) -> None:
        """It lacks the grade that both forms show."""
        slug = send(client, curator, documents.docx()).json()["article"]["slug"]
        assert client.get(path.format(slug), headers=officer).status_code == 404
        response = client.get(path.format(slug), headers=curator)
        assert (response.status_code, response.json()["code"]) == (409, "not_ready")

    @pytest.mark.parametrize("path", ["/v1/articles/{}.md", "/articles/{}/print"])
    def test_nobody_without_signing_in(
        self,
        client: TestClient,  # noqa: F811
        slug: str,
        path: str,
    ) -> None:
        response = client.get(path.format(slug), follow_redirects=False)
        assert response.status_code in (401, 303)

    def test_the_printable_page_holds_all_of_it(self, jo: Visitor, slug: str) -> None:
        """Without menus and scripts; with the date of the copy and where the current one is."""
        page = jo.get(f"/articles/{slug}/print")
        assert page.status_code == 200
        assert "<script" not in page.text and '<nav aria-label="Menu"' not in page.text
        words = text_of(page)
        for wanted in ("What to do", "When not to", "Sources", "Copy of", f"/articles/{slug}"):
            assert wanted in words
        assert f'href="/articles/{slug}/print"' in jo.get(f"/articles/{slug}").text
