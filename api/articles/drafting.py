"""Writing articles: a new draft, an edit; personal data is taken out, titles stay distinct."""

from itertools import count

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import changed, record, row_of
from api.articles.documents import shown, write_content
from api.articles.keys import key_of, slug_of
from api.articles.models import StoredArticle
from api.articles.publisher import Publisher, follow
from api.articles.readiness import require_fit
from api.articles.schemas import ArticleContent, ArticleShown, ArticleState
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import Redacted, redact, redact_guidance


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
    record(session, principal, "article_drafted", row.slug)
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
    row = row_of(session, slug, expected_version)
    content, kinds = _redacted(content)
    _require_own_title(session, content, slug)
    if row.state == ArticleState.PUBLISHED:
        require_fit(session, slug, content)  # first: a refused edit must leave no trace
        follow(session, slug, publisher)
    write_content(row, slug, content)
    row.release_draft = None
    changed(session, row, principal, "article_edited")
    return shown(row, kinds)


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


def _free_slug(session: Session, title: str) -> str:
    """Return the title's slug, numbered from 2 if it is taken."""
    slug = slug_of(title)
    taken = repository.slugs_like(session, slug)
    if slug not in taken:
        return slug
    return next(name for n in count(2) if (name := f"{slug}-{n}") not in taken)
