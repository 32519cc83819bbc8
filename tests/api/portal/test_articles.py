"""The articles as pages."""

from api.articles import service
from api.db import Database
from knowledge import Evidence, EvidenceGrade
from tests.api.conftest import make_article
from tests.api.portal.visitor import Visitor, text_of


class TestListPage:
    """The list and the search over it."""

    def test_published_articles_and_search(self, alex: Visitor, searcher, known_question: str):
        """The one that was asked for comes first."""
        words = text_of(alex.get("/articles"))
        assert all(item.title in words for item in searcher.articles.values())
        found = text_of(alex.get("/articles", q=known_question))
        titles = [item.title for item in searcher.articles.values()]
        best = next(
            item.title for item in searcher.articles.values()
            if known_question in item.sample_questions
        )  # fmt: skip
        assert min(titles, key=lambda title: found.find(title) % 10**6) == best

    def test_odd_searches(self, alex: Visitor):
        """Too long is refused in words, markup is text, white space is the list."""
        assert alex.get("/articles", q="x" * 2001).status_code == 422
        page = alex.get("/articles", q="<script>alert(1)</script>")
        assert "<script>alert" not in page.text
        assert "Closest to" not in alex.get("/articles", q="  ").text

    def test_search_down_is_said(self, alex: Visitor, searcher):
        """The page is still there."""
        searcher.ready = False
        page = alex.get("/articles", q="bikes")
        assert page.status_code == 503
        assert "There is a problem" in page.text
        assert "Nothing was found" not in page.text

    def test_anonymous(self, visit):
        """Is sent to sign in."""
        assert visit().get("/articles").status_code == 303


class TestArticlePage:
    """One article whole."""

    def test_all_of_it(self, alex: Visitor, searcher):
        """Title, every section, evidence, sources, owner, review date."""
        article = next(iter(searcher.articles.values()))
        words = text_of(alex.get(f"/articles/{article.slug}"))
        for part in (
            article.title,
            *(section.heading for section in article.sections),
            "Evidence:",
            *(source.publisher for source in article.sources),
            article.owner,
            "Due for review on",
        ):
            assert part in words

    def test_what_did_not_work_says_so_first(self, alex: Visitor, searcher, settings):
        """Before the answer itself."""
        article = make_article(evidence=Evidence(EvidenceGrade.did_not_work, "Nine studies."))
        with Database(settings.database).writing() as session:
            service.seed(session, [article])
        words = text_of(alex.get(f"/articles/{article.slug}"))
        warning = words.index("The evidence says this did not work.")
        assert words.index(article.title) < warning < words.index("Close the gaps")

    def test_unknown_and_anonymous(self, alex: Visitor, visit):
        """404 page; sign in first."""
        assert alex.get("/articles/none-such").status_code == 404
        assert visit().get("/articles/none-such").status_code == 303
