"""What every change of an article does: names its version, counts it, records who made it."""

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.models import StoredArticle
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal


def row_of(session: Session, slug: str, expected_version: int | None = None) -> StoredArticle:
    """Return the article; 404 without one, 412 if it is not at `expected_version`."""
    row = repository.find(session, slug)
    if row is None:
        raise not_found("article")
    require_version(row, expected_version)
    return row


def require_version(row: StoredArticle, expected_version: int | None) -> None:
    """Refuse with 412 a change of another version than the one that was read."""
    if expected_version is not None and row.version != expected_version:
        raise Problem(
            412,
            "stale",
            f"Somebody changed this article: it is at version {row.version}, you read version "
            f"{expected_version}. Read it again and put your change in.",
        )


def changed(session: Session, row: StoredArticle, principal: Principal, action: str) -> None:
    """Have the row be the next version, by `principal`, and the audit log say so."""
    row.version += 1
    row.edited_by = principal.user_id
    row.updated_at = utc_now()
    session.flush()
    record(session, principal, action, row.slug)


def record(session: Session, principal: Principal, action: str, slug: str) -> None:
    """Add to the audit log what `principal` did to the article."""
    audit.record(
        session, actor_id=principal.user_id, action=action, object_kind="article", object_id=slug
    )
