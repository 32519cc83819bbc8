"""Curating articles, and the one door to them: publish and unpublish here, the rest by name."""

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import changed, require_version, row_of
from api.articles.documents import shown
from api.articles.drafting import create_draft, edit
from api.articles.publisher import Publisher, follow
from api.articles.readiness import require_fit
from api.articles.reading import (
    find_published,
    finished,
    get,
    get_for,
    list_articles,
    made_from_ticket,
    markdown,
    published,
)
from api.articles.release import SeedReport, export, seed
from api.articles.schemas import ArticleShown, ArticleState
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal

__all__ = [
    "SeedReport",
    "create_draft",
    "edit",
    "export",
    "find_published",
    "finished",
    "get",
    "get_for",
    "list_articles",
    "made_from_ticket",
    "markdown",
    "publish",
    "published",
    "seed",
    "unpublish",
]


def publish(
    session: Session,
    principal: Principal,
    slug: str,
    publisher: Publisher,
    *,
    expected_version: int | None = None,
) -> ArticleShown:
    """Have officers given the article, once committed; a second time changes nothing.

    422 names what it lacks; 409 if another published article has one of its questions.
    """
    row = row_of(session, slug)
    if row.state == ArticleState.PUBLISHED:
        return shown(row)
    require_version(row, expected_version)
    require_fit(session, slug, shown(row).content())
    row.state = ArticleState.PUBLISHED
    row.published_at = utc_now()
    changed(session, row, principal, "article_published")
    follow(session, slug, publisher)
    return shown(row)


def unpublish(
    session: Session,
    principal: Principal,
    slug: str,
    publisher: Publisher,
    *,
    expected_version: int | None = None,
) -> ArticleShown:
    """Have officers given the article no more, once committed; a second time changes nothing."""
    row = row_of(session, slug)
    if row.state == ArticleState.RETIRED:
        return shown(row)
    if row.state == ArticleState.DRAFT:
        raise Problem(409, "not_published", "This article is a draft; officers do not see it.")
    require_version(row, expected_version)
    row.state = ArticleState.RETIRED
    repository.release_claims(session, slug)
    changed(session, row, principal, "article_unpublished")
    follow(session, slug, publisher)
    return shown(row)
