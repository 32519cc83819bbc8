"""Seeding takes a release over but loses no curator's edit; export gives it back."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.articles import service
from api.articles.schemas import ArticleContent, ArticleState
from api.articles.service import SeedReport
from api.db import Database
from api.identity import repository as users
from api.identity.roles import Principal, Role
from api.search.memory import InMemorySearch
from api.settings import ROOT
from knowledge import load_articles
from tests.api.conftest import make_article


@pytest.fixture
def curator_principal(database: Database) -> Principal:
    with database.reading() as session:
        user = users.user_by_username(session, "curator")
        assert user is not None
        return Principal(user.id, user.username, user.name, Role.CURATOR)


class TestSeed:
    """`seed` can be run again and again; the second time nothing changes."""

    def test_adds_then_leaves_alone(self, database: Database) -> None:
        release = [make_article("a"), make_article("b")]
        with database.writing() as session:
            assert service.seed(session, release) == SeedReport(added=2)
        with database.writing() as session:
            assert service.seed(session, release) == SeedReport(unchanged=2)
        with database.reading() as session:
            assert service.published(session) == tuple(release)

    def test_takes_over_a_new_release_of_what_nobody_edited(self, database: Database) -> None:
        newer = make_article("a", summary="Newer.")
        with database.writing() as session:
            service.seed(session, [make_article("a")])
        with database.writing() as session:
            assert service.seed(session, [newer]) == SeedReport(updated=1)
            assert service.find_published(session, "a") == newer
            assert service.get(session, "a").version == 2

    def test_an_edit_stays_and_the_release_waits(
        self, database: Database, curator_principal: Principal
    ) -> None:
        released, newer = make_article("a"), make_article("a", summary="Newer release.")
        edited = ArticleContent.of(replace(released, summary="The curator's."))
        with database.writing() as session:
            service.seed(session, [released])
            service.edit(session, curator_principal, "a", edited)
        with database.writing() as session:
            assert service.seed(session, [newer]) == SeedReport(drafted=1)
        with database.writing() as session:
            kept = service.get(session, "a")
            assert kept.summary == "The curator's."
            assert kept.release_draft == ArticleContent.of(newer)
            assert service.seed(session, [newer]) == SeedReport(unchanged=1)
            assert service.published(session) == (released,)
            page = service.list_articles(session)
            assert [item.has_release_draft for item in page.items] == [True]
            decided = service.edit(session, curator_principal, "a", ArticleContent.of(newer))
            assert decided.release_draft is None

    def test_what_a_curator_unpublished_stays_so(
        self, database: Database, curator_principal: Principal
    ) -> None:
        with database.writing() as session:
            service.seed(session, [make_article("a")])
            service.unpublish(session, curator_principal, "a", InMemorySearch())
        with database.writing() as session:
            service.seed(session, [make_article("a", summary="Newer release.")])
            assert service.published(session) == ()

    def test_refuses_a_second_article_of_the_same_title(self, database: Database) -> None:
        with database.writing() as session:
            report = service.seed(
                session,
                [make_article("a"), make_article("b", title="A?"), make_article("c", title="a !")],
            )
        assert report == SeedReport(added=2, refused=("c",))

    def test_a_shared_sample_question_does_not_stop_a_release(self, database: Database) -> None:
        release = [make_article(slug, sample_questions=("the same",)) for slug in ("a", "b")]
        with database.writing() as session:
            assert service.seed(session, release).added == 2


class TestExport:
    """What `export` writes, `load_articles` reads back as it was."""

    def test_round_trip_with_an_article_of_the_hub(
        self, database: Database, curator_principal: Principal, tmp_path: Path
    ) -> None:
        content = ArticleContent.of(make_article("x", sections=(), sources=(), objectives=()))
        with database.writing() as session:
            service.seed(session, [make_article("a"), make_article("b")])
            made = service.create_draft(
                session, curator_principal, content.model_copy(update={"group": "from-the-hub"})
            )
            service.publish(
                session, curator_principal, made.slug, InMemorySearch(), four_eyes=False
            )
        with database.reading() as session:
            assert service.export(session, tmp_path / "out") == 3
            assert load_articles(tmp_path / "out") == service.published(session)

    def test_our_own_release_comes_back_unchanged(self, database: Database, tmp_path: Path) -> None:
        release = load_articles(ROOT / "knowledge" / "articles")
        with database.writing() as session:
            assert service.seed(session, release) == SeedReport(added=len(release))
        with database.reading() as session:
            service.export(session, tmp_path / "out")
        assert load_articles(tmp_path / "out") == release


class TestListArticles:
    """Several states can be listed at once."""

    def test_by_slug(self, database: Database, curator_principal: Principal) -> None:
        with database.writing() as session:
            service.seed(session, [make_article("b")])
            content = ArticleContent(title="A draft")
            service.create_draft(session, curator_principal, content)
            page = service.list_articles(session, list(ArticleState))
        assert [item.slug for item in page.items] == ["a-draft", "b"]


class TestMadeFromTicket:
    """The console finds the article that a ticket's answer became."""

    def test_finds_it(self, database: Database, curator_principal: Principal) -> None:
        with database.writing() as session:
            assert service.made_from_ticket(session, "PF-2026-000001") is None
            made = service.create_draft(
                session, curator_principal, ArticleContent(title="T"), "PF-2026-000001"
            )
            assert service.made_from_ticket(session, "PF-2026-000001") == made


class TestFollow:
    """Search follows the commit, and only the commit."""

    def test_nothing_reaches_search_when_the_transaction_fails(
        self, database: Database, curator_principal: Principal
    ) -> None:
        search = InMemorySearch([make_article("a")])
        with database.writing() as session:
            service.seed(session, [make_article("a")])
        with pytest.raises(ZeroDivisionError), database.writing() as session:
            service.unpublish(session, curator_principal, "a", search)
            raise ZeroDivisionError
        assert "a" in search.articles

    def test_search_gets_what_the_database_says_at_that_moment(
        self, database: Database, curator_principal: Principal
    ) -> None:
        """A slower, earlier commit cannot put back what a later one took away."""
        search = InMemorySearch()
        content = ArticleContent.of(make_article("x"))
        with database.writing() as session:
            slug = service.create_draft(session, curator_principal, content).slug
        with database.writing() as session:
            service.publish(session, curator_principal, slug, search, four_eyes=False)
            late = session.info.pop("after_commit")
        with database.writing() as session:
            service.unpublish(session, curator_principal, slug, search)
        for callback in late:
            callback()
        assert search.articles == {}
