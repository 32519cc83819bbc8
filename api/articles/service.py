"""Curating articles: draft, edit, publish, unpublish. Reading them: by page, by slug, all."""

from collections.abc import Sequence
from itertools import count

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.documents import listed, shown, to_article, write_content
from api.articles.keys import key_of, slug_of
from api.articles.models import StoredArticle
from api.articles.publisher import Publisher, follow
from api.articles.release import SeedReport, export, seed
from api.articles.schemas import (
    ArticleContent,
    ArticlePage,
    ArticleShown,
    ArticleState,
)
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import Redacted, redact, redact_guidance
from knowledge import Article, format_article

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


def published(session: Session) -> tuple[Article, ...]:
    """Return every article that officers are given, by slug."""
    return tuple(map(to_article, repository.all_in(session, ArticleState.PUBLISHED)))


def find_published(session: Session, slug: str) -> Article | None:
    """Return the article if officers are given it."""
    row = repository.find(session, slug)
    return to_article(row) if row is not None and row.state == ArticleState.PUBLISHED else None


def get(session: Session, slug: str) -> ArticleShown:
    """Return an article in any state; 404 without one."""
    return shown(_row(session, slug))


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


def create_draft(
    session: Session,
    principal: Principal,
    content: ArticleContent,
    origin_ticket_ref: str | None = None,
) -> ArticleShown:
    """Store a new draft under a slug made from its title; 409 if the title exists."""
    content, kinds = _redacted(content)
    _require_own_title(session, content, slug=None)
    now = utc_now()
    row = StoredArticle(
        state=ArticleState.DRAFT,
        version=1,
        edited_by=principal.user_id,
        origin_ticket_ref=origin_ticket_ref,
        created_at=now,
        updated_at=now,
    )
    write_content(row, _free_slug(session, content.title), content)
    session.add(row)
    session.flush()
    _record(session, principal, "article_drafted", row.slug)
    return shown(row, kinds)


def edit(
    session: Session,
    principal: Principal,
    slug: str,
    content: ArticleContent,
    publisher: Publisher,
    *,
    expected_version: int | None = None,
) -> ArticleShown:
    """Store a new version; if the article is published, officers get it at once.

    412 if it is not at `expected_version`; 422 if a published one would lack something. A draft
    of the release that waited for this decision is done with.
    """
    row = _row(session, slug, expected_version)
    content, kinds = _redacted(content)
    _require_own_title(session, content, slug)
    if row.state == ArticleState.PUBLISHED:
        _require_fit(session, slug, content)  # first: a refused edit must leave no trace
        follow(session, slug, publisher)
    write_content(row, slug, content)
    row.release_draft = None
    _changed(session, row, principal, "article_edited")
    return shown(row, kinds)


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
    row = _row(session, slug)
    if row.state == ArticleState.PUBLISHED:
        return shown(row)
    _require_version(row, expected_version)
    _require_fit(session, slug, shown(row).content())
    row.state = ArticleState.PUBLISHED
    row.published_at = utc_now()
    _changed(session, row, principal, "article_published")
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
    row = _row(session, slug)
    if row.state == ArticleState.RETIRED:
        return shown(row)
    if row.state == ArticleState.DRAFT:
        raise Problem(409, "not_published", "This article is a draft; officers do not see it.")
    _require_version(row, expected_version)
    row.state = ArticleState.RETIRED
    repository.release_claims(session, slug)
    _changed(session, row, principal, "article_unpublished")
    follow(session, slug, publisher)
    return shown(row)


def _row(session: Session, slug: str, expected_version: int | None = None) -> StoredArticle:
    row = repository.find(session, slug)
    if row is None:
        raise not_found("article")
    _require_version(row, expected_version)
    return row


def _require_version(row: StoredArticle, expected_version: int | None) -> None:
    if expected_version is not None and row.version != expected_version:
        raise Problem(
            412,
            "stale",
            f"Somebody changed this article: it is at version {row.version}, you read version "
            f"{expected_version}. Read it again and put your change in.",
        )


def _changed(session: Session, row: StoredArticle, principal: Principal, action: str) -> None:
    row.version += 1
    row.edited_by = principal.user_id
    row.updated_at = utc_now()
    session.flush()
    _record(session, principal, action, row.slug)


def _record(session: Session, principal: Principal, action: str, slug: str) -> None:
    audit.record(
        session, actor_id=principal.user_id, action=action, object_kind="article", object_id=slug
    )


def _redacted(content: ArticleContent) -> tuple[ArticleContent, tuple[str, ...]]:
    """Return the content without personal data, and the kinds that were in it.

    Guidance names its authors and sources, so names stay in it; in sample questions, which are
    what officers typed, they do not.
    """
    kinds: set[str] = set()

    def clean(redacted: Redacted) -> str:
        kinds.update(redacted.kinds)
        return redacted.text

    try:
        without = content.redacted_by(
            lambda text: clean(redact_guidance(text)), lambda text: clean(redact(text))
        )
    except ValueError as error:  # the notice is longer than what it stands for
        raise Problem(
            422, "invalid", "With personal data taken out, a field is too long. Shorten it."
        ) from error
    return without, tuple(sorted(kinds))


def _require_own_title(session: Session, content: ArticleContent, slug: str | None) -> None:
    key = key_of(content.title)
    if not key:
        message = "must hold at least one letter or digit"
        raise Problem(
            422, "invalid", f"The title {message}.", errors=[{"field": "title", "message": message}]
        )
    other = repository.find_by_title_key(session, key)
    if other is not None and other.slug != slug:
        raise Problem(
            409,
            "title_taken",
            f"The {other.state} article {other.slug} has this title. Edit that one, or choose "
            "another title.",
            errors=[{"field": "title", "message": f"is the title of {other.slug}"}],
        )


def _require_fit(session: Session, slug: str, content: ArticleContent) -> None:
    """Refuse what is not ready for officers; claim its questions when it is."""
    wanted = content.missing_for_publishing(utc_now().date())
    if wanted:
        raise Problem(
            422,
            "not_ready",
            f"Before it can be published: {'; '.join(message for _, message in wanted)}.",
            errors=[{"field": field, "message": message} for field, message in wanted],
        )
    keys = {key_of(question): question for question in content.sample_questions}
    taken = repository.claimed_by_others(session, slug, list(keys))
    if taken:
        raise _question_taken({keys[key]: owner for key, owner in taken.items()})
    repository.claim(session, slug, keys)


def _question_taken(owners: dict[str, str]) -> Problem:
    return Problem(
        409,
        "question_taken",
        "Another published article answers one of the sample questions: "
        f"{', '.join(sorted(set(owners.values())))}.",
        errors=[
            {"field": "sample_questions", "message": f"{question!r} is answered by {owner}"}
            for question, owner in owners.items()
        ],
    )


def _free_slug(session: Session, title: str) -> str:
    """Return the title's slug, numbered from 2 if it is taken."""
    slug = slug_of(title)
    taken = repository.slugs_like(session, slug)
    if slug not in taken:
        return slug
    return next(name for n in count(2) if (name := f"{slug}-{n}") not in taken)
