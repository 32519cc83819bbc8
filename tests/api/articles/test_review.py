"""Review dates: told before and after, withheld after the grace period, confirmed with a note."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.articles import review, service
from api.articles.schemas import ArticleContent
from api.db import Database, clock, utc_now
from api.errors import Problem
from api.identity import repository as users
from api.identity.roles import Principal, Role
from api.notifications.models import NoticeEntry
from api.search.memory import InMemorySearch
from tests.api.conftest import make_article

GRACE_DAYS = 90


@pytest.fixture(autouse=True)
def time_as_it_is() -> Iterator[None]:
    """The clock is set back after each test."""
    yield
    clock.ahead = timedelta()


def principal(session: Session, username: str = "curator") -> Principal:
    user = users.user_by_username(session, username)
    assert user is not None
    return Principal(user.id, user.username, user.name, Role(user.role))


@pytest.fixture
def due(database: Database, searcher: InMemorySearch) -> date:
    """The review date, 10 days from now, of the one published article."""
    day = utc_now().date() + timedelta(days=10)
    article = make_article("bikes", review_date=day)
    with database.writing() as session:
        service.seed(session, [article])
    searcher.sync([article])
    return day


def withhold(database: Database, searcher: InMemorySearch) -> int:
    with database.writing() as session:
        return review.withhold_overdue(session, searcher, GRACE_DAYS)


class TestWithholdOverdue:
    """After the grace period officers are given it no more, anywhere; and never twice."""

    def test_within_the_grace_period_it_is_given(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        clock.ahead = timedelta(days=10 + GRACE_DAYS)
        assert withhold(database, searcher) == 0
        assert "bikes" in searcher.articles

    def test_after_it_is_withdrawn_and_shown_as_withheld(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        clock.ahead = timedelta(days=11 + GRACE_DAYS)
        assert (withhold(database, searcher), withhold(database, searcher)) == (1, 0)
        assert searcher.articles == {}
        with database.reading() as session:
            assert service.published(session) == ()
            assert service.find_published(session, "bikes") is None
            assert service.list_articles(session).items == []
            shown = service.get(session, "bikes")
            assert shown.withheld_at is not None and not shown.served

    def test_a_longer_grace_period_brings_it_back(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        clock.ahead = timedelta(days=11 + GRACE_DAYS)
        withhold(database, searcher)
        with database.writing() as session:
            assert review.withhold_overdue(session, searcher, GRACE_DAYS * 2) == 1
        assert "bikes" in searcher.articles

    def test_a_release_still_has_it(
        self, database: Database, searcher: InMemorySearch, due: date, tmp_path
    ) -> None:
        """An export that left it out would delete it for everybody."""
        clock.ahead = timedelta(days=11 + GRACE_DAYS)
        withhold(database, searcher)
        with database.reading() as session:
            assert service.export(session, tmp_path) == 1


class TestRemind:
    """Who wrote it is told once before and once after the date; for a release, the leads."""

    def told(self, database: Database) -> list[tuple[str, str]]:
        with database.reading() as session:
            return [
                (row.user_id, row.kind)
                for row in session.scalars(select(NoticeEntry).order_by(NoticeEntry.id))
            ]

    def remind(self, database: Database) -> int:
        with database.writing() as session:
            return review.remind(session, lambda session: [principal(session, "lead").user_id])

    def test_once_before_and_once_after(self, database: Database, due: date) -> None:
        with database.reading() as session:
            lead = principal(session, "lead").user_id
        assert (self.remind(database), self.remind(database)) == (1, 0)
        clock.ahead = timedelta(days=11)
        assert (self.remind(database), self.remind(database)) == (1, 0)
        assert self.told(database) == [(lead, "review_due"), (lead, "review_overdue")]

    def test_nobody_long_before(self, database: Database) -> None:
        far = utc_now().date() + timedelta(days=review.REMIND_DAYS + 1)
        with database.writing() as session:
            service.seed(session, [make_article("bikes", review_date=far)])
        assert self.remind(database) == 0

    def test_the_author_of_what_is_published(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        with database.writing() as session:
            author = principal(session)
            content = ArticleContent.of(make_article("x", review_date=due))
            slug = service.create_draft(session, author, content).slug
            service.publish(session, author, slug, searcher, four_eyes=False)
        self.remind(database)
        assert (author.user_id, "review_due") in self.told(database)


class TestConfirm:
    """The words stay, the date is new; officers are given it again."""

    def test_a_withheld_article_is_given_again(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        clock.ahead = timedelta(days=11 + GRACE_DAYS)
        withhold(database, searcher)
        new = due + timedelta(days=400)
        with database.writing() as session:
            curator = principal(session)
            review.confirm(session, curator, "bikes", searcher, new, note="Law checked.")
        assert searcher.articles["bikes"].review_date == new
        with database.reading() as session:
            assert service.get(session, "bikes").published
            (said,) = service.remarks_on(session, "bikes", 5)
            assert (said.kind, said.text) == ("reviewed", "Law checked.")

    def test_a_draft_beside_it_stays_a_draft_of_its_author(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        new = due + timedelta(days=400)
        with database.writing() as session:
            author, other = principal(session), principal(session, "curator-b")
            changed = service.get(session, "bikes").content().model_copy(update={"owner": "Me"})
            service.edit(session, author, "bikes", changed)
            shown = review.confirm(session, other, "bikes", searcher, new)
            assert (shown.owner, shown.state, shown.review_date) == ("Me", "draft", new)
            assert service.last_author(session, "bikes") == author.user_id
        assert searcher.articles["bikes"].owner != "Me"
        assert searcher.articles["bikes"].review_date == new

    def test_a_second_time_changes_nothing(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        new = due + timedelta(days=400)
        with database.writing() as session:
            curator = principal(session)
            first = review.confirm(session, curator, "bikes", searcher, new)
            second = review.confirm(session, curator, "bikes", searcher, new, expected_version=1)
        assert first == second

    def test_a_date_that_is_over_is_refused(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        with database.writing() as session, pytest.raises(Problem) as refused:
            review.confirm(session, principal(session), "bikes", searcher, utc_now().date())
        assert refused.value.errors[0]["field"] == "review_date"

    def test_what_is_not_published_has_nothing_to_confirm(
        self, database: Database, searcher: InMemorySearch, due: date
    ) -> None:
        with database.writing() as session:
            curator = principal(session)
            service.unpublish(session, curator, "bikes", searcher)
            with pytest.raises(Problem) as refused:
                review.confirm(session, curator, "bikes", searcher, due + timedelta(days=400))
        assert refused.value.code == "not_published"
