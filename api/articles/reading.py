"""Reading articles: by page, by slug, all that officers are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import row_of
from api.articles.documents import listed, listed_as, shown, shown_as, to_article
from api.articles.schemas import ArticlePage, ArticleShown, ArticleState
from api.articles.versions import last_saved_by
from api.errors import Problem, not_found
from api.identity.roles import Principal
from knowledge import Article, format_article


def published(session: Session) -> tuple[Article, ...]:
    """Return every article that officers are given, by slug."""
    return tuple(map(to_article, repository.all_served(session)))


def published_title(session: Session, slug: str) -> str | None:
    """Return the title of the published version, withheld or not; None without one."""
    row = repository.find(session, slug)
    if row is None or row.published_number is None:
        return None
    version = repository.find_version(session, slug, row.published_number)
    return version.title if version is not None else None


def find_published(session: Session, slug: str) -> Article | None:
    """Return the article if officers are given it."""
    version = repository.find_served(session, slug)
    return to_article(version) if version is not None else None


def get(session: Session, slug: str) -> ArticleShown:
    """Return the newest version of an article in any state; 404 without one."""
    return shown(row_of(session, slug))


def get_for(session: Session, principal: Principal, slug: str) -> ArticleShown:
    """Return the version that officers are given; a curator without one gets the newest."""
    row, version = row_of(session, slug), repository.find_served(session, slug)
    if version is None and not principal.is_curator:
        raise not_found("article")
    article = shown(row) if version is None else shown_as(row, version)
    return article if principal.is_curator else article.for_officers()


@dataclass(frozen=True, slots=True)
class Given:
    """Which version of an article officers were given last."""

    slug: str
    number: int
    content_hash: str


def given(session: Session, slug: str) -> Given | None:
    """Return what there is of an article to rate: its published version, else its newest."""
    row = repository.find(session, slug)
    if row is None:
        return None
    version = repository.find_version(session, slug, row.published_number or row.number)
    assert version is not None  # both numbers are of versions that are kept
    return Given(slug, version.number, version.content_hash)


def last_author(session: Session, slug: str) -> str | None:
    """Return the id of who saved the newest version; None if a release did."""
    return last_saved_by(session, row_of(session, slug))


def finished(shown: ArticleShown) -> Article:
    """Return the article whole; 409 for a draft that lacks its grade or its review date."""
    try:
        return shown.to_article()
    except ValueError as error:
        wanted = "Choose an evidence grade and a review date, and save, to see the page."
        raise Problem(409, "not_ready", wanted) from error


def markdown(shown: ArticleShown) -> str:
    """Return the article as a file of the release has it; 409 for an unfinished draft."""
    return format_article(finished(shown))


def made_from_ticket(session: Session, ref: str) -> ArticleShown | None:
    """Return the newest article that grew from a ticket's answer."""
    row = repository.find_by_ticket(session, ref)
    return shown(row) if row is not None else None


def list_articles(
    session: Session,
    state: ArticleState | Sequence[ArticleState] = ArticleState.PUBLISHED,
    limit: int = 50,
    cursor: str | None = None,
) -> ArticlePage:
    """Return a page of articles by slug: those whose newest version is in a state, or several.

    The published ones are what officers are given, whatever is worked on beside it.
    """
    if state is ArticleState.PUBLISHED:
        served = repository.page_served(session, limit + 1, cursor)
        found = [listed_as(row, version) for row, version in served]
    else:
        states = [state] if isinstance(state, ArticleState) else list(state)
        found = [listed(row) for row in repository.page(session, states, limit + 1, cursor)]
    items = found[:limit]
    return ArticlePage(items=items, next=items[-1].slug if len(found) > limit else None)
