"""Reading articles: by page, by slug, all that officers are given."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import row_of
from api.articles.documents import listed, shown, to_article
from api.articles.schemas import ArticlePage, ArticleShown, ArticleState
from api.errors import Problem, not_found
from api.identity.roles import Principal
from knowledge import Article, format_article


def published(session: Session) -> tuple[Article, ...]:
    """Return every article that officers are given, by slug."""
    return tuple(map(to_article, repository.all_in(session, ArticleState.PUBLISHED)))


def find_published(session: Session, slug: str) -> Article | None:
    """Return the article if officers are given it."""
    row = repository.find(session, slug)
    return to_article(row) if row is not None and row.state == ArticleState.PUBLISHED else None


def get(session: Session, slug: str) -> ArticleShown:
    """Return an article in any state; 404 without one."""
    return shown(row_of(session, slug))


def get_for(session: Session, principal: Principal, slug: str) -> ArticleShown:
    """Return the article as `principal` may read it: a curator any, others what is published."""
    article = get(session, slug)
    if principal.is_curator:
        return article
    if not article.published:
        raise not_found("article")
    return article.for_officers()


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
    """Return a page of the articles in a state (or several), by slug."""
    states = [state] if isinstance(state, ArticleState) else list(state)
    rows = repository.page(session, states, limit + 1, cursor)
    more = len(rows) > limit
    items = [listed(row) for row in rows[:limit]]
    return ArticlePage(items=items, next=items[-1].slug if more else None)
