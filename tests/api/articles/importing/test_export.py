"""Articles as files: Markdown that can be imported again, and paper."""

import pytest
from fastapi.testclient import TestClient

from knowledge import format_article, parse_article
from tests.api.articles.importing.sending import Headers, send
from tests.api.portal.visitor import Visitor, text_of
from tests.knowledge.importing import documents


class TestExport:
    """Markdown and paper, for whoever may read the article."""

    @pytest.fixture
    def slug(self, client: TestClient, officer: Headers) -> str:
        """A published article."""
        found: str = client.get("/v1/articles", headers=officer).json()["items"][0]["slug"]
        return found

    def test_markdown_comes_back_through_parse_article(
        self, client: TestClient, officer: Headers, slug: str
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
        self, client: TestClient, curator: Headers, slug: str
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
        self, client: TestClient, curator: Headers, officer: Headers, path: str
    ) -> None:
        """It lacks the grade that both forms show."""
        slug = send(client, curator, documents.docx()).json()["article"]["slug"]
        assert client.get(path.format(slug), headers=officer).status_code == 404
        response = client.get(path.format(slug), headers=curator)
        assert (response.status_code, response.json()["code"]) == (409, "not_ready")

    @pytest.mark.parametrize("path", ["/v1/articles/{}.md", "/articles/{}/print"])
    def test_nobody_without_signing_in(self, client: TestClient, slug: str, path: str) -> None:
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
