"""Writing articles: a new draft, an edit; personal data is taken out, titles stay distinct."""

from itertools import count
from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository, versions
from api.articles.changing import changed, record, require_move, require_version, row_of
from api.articles.documents import read_content, shown, write_content
from api.articles.golden.service import require_none_golden
from api.articles.keys import key_of, slug_of
from api.articles.models import StoredArticle
from api.articles.schemas import ArticleContent, ArticleShown
from api.articles.states import MOVES, ArticleState, Move
from api.articles.versions import Kind
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import Redacted, redact, redact_guidance

NOTE_CHARS: Final = 500


def create_draft(
    session: Session,
    principal: Principal,
    content: ArticleContent,
    origin_ticket_ref: str | None = None,
) -> ArticleShown:
    """Store a new draft under a slug made from its title; 409 if the title exists."""
    content, kinds = redacted(content)
    _require_own_title(session, content, slug=None)
    _require_none_golden(session, content)
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
    versions.keep(session, row, Kind.DRAFTED, saved_by=principal.user_id)
    record(session, principal, "article_drafted", row.slug)
    return shown(row, kinds)


def edit(
    session: Session,
    principal: Principal,
    slug: str,
    content: ArticleContent,
    *,
    expected_version: int | None = None,
    kind: Kind = Kind.EDITED,
    note: str = "",
) -> ArticleShown:
    """Store a new version as a draft; officers are given the published one until it replaces it.

    412 if the article is not at `expected_version`, 409 if it is retired. What is there already
    is no change: a second click does nothing. A draft of the release that waited for this
    decision is done with.
    """
    row = row_of(session, slug)
    content, kinds = redacted(content)
    if _is_there(row, content):
        return shown(row, kinds)
    require_version(row, expected_version)
    require_move(row, Move.EDIT)
    _require_own_title(session, content, slug)
    _require_none_golden(session, content)
    write_content(row, slug, content)
    row.state = MOVES[Move.EDIT][1]
    row.release_draft = None
    versions.keep(
        session, row, kind, saved_by=principal.user_id, note=redact_guidance(note).text[:NOTE_CHARS]
    )
    changed(session, row, principal, "article_edited")
    return shown(row, kinds)


def _is_there(row: StoredArticle, content: ArticleContent) -> bool:
    return row.release_draft is None and read_content(row) == content


def redacted(content: ArticleContent) -> tuple[ArticleContent, tuple[str, ...]]:
    """Return the content without personal data, and the kinds that were in it.

    Guidance names its authors and sources, so names stay in it; in sample questions, which are
    what officers typed, they do not.
    """
    kinds: set[str] = set()

    def clean(found: Redacted) -> str:
        kinds.update(found.kinds)
        return found.text

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
    other = repository.find_by_title_key(session, key, but=slug or "")
    if other is not None:
        raise Problem(
            409,
            "title_taken",
            f"The article {other.slug} has this title. Edit that one, or choose another title.",
            errors=[{"field": "title", "message": f"is the title of {other.slug}"}],
        )


def _require_none_golden(session: Session, content: ArticleContent) -> None:
    asked = (content.title, *content.sample_questions)
    require_none_golden(session, {key_of(question): question for question in asked})


def _free_slug(session: Session, title: str) -> str:
    """Return the title's slug, numbered from 2 if it is taken."""
    slug = slug_of(title)
    taken = repository.slugs_like(session, slug)
    if slug not in taken:
        return slug
    return next(name for n in count(2) if (name := f"{slug}-{n}") not in taken)
