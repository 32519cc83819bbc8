"""The Hub's list of articles: by state, review, owner, group and words of the title."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.documents import listed
from api.articles.review import REMIND_DAYS
from api.articles.schemas import ArticlePage
from api.articles.states import ArticleState
from api.db import utc_now


class Review(StrEnum):
    """How an article stands to its review date."""

    DUE = "due"  # within REMIND_DAYS, or over
    OVERDUE = "overdue"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles to list; what is empty or None does not matter.

    `state` PUBLISHED means every article that has a published version, whatever is worked on
    beside it; the others are the state of the newest version.
    """

    state: ArticleState | None = None
    review: Review | None = None
    owner: str = ""
    group: str = ""
    words: str = ""


def find_articles(
    session: Session, wanted: Wanted, limit: int = 50, after: str | None = None
) -> ArticlePage:
    """Return a page of the newest versions that are wanted, by slug."""
    today = utc_now().date()
    before = {
        Review.DUE: today + timedelta(days=REMIND_DAYS + 1),
        Review.OVERDUE: today,
    }.get(wanted.review) if wanted.review else None  # fmt: skip
    rows = repository.wanted(
        session,
        state=wanted.state,
        review_before=before,
        withheld=wanted.review is Review.WITHHELD,
        owner=wanted.owner,
        group=wanted.group,
        words=wanted.words.split(),
        limit=limit + 1,
        after=after,
    )
    items = [listed(row) for row in rows[:limit]]
    return ArticlePage(items=items, next=items[-1].slug if len(rows) > limit else None)


def owners_and_groups(session: Session) -> tuple[list[str], list[str]]:
    """Return the owners and the groups that there are, by name."""
    return repository.owners(session), repository.groups(session)
