"""What every change of an article does: names its version, counts it, records who made it."""

from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.models import StoredArticle
from api.articles.states import OF_PUBLISHED, WORKED_ON, ArticleState, Move, permitted
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal

SUBMITTED: Final = "article_submitted"
_STATE_WORDS: Final = {
    ArticleState.DRAFT: "This article is a draft: it",
    ArticleState.IN_REVIEW: "This article is in review: it",
    ArticleState.PUBLISHED: "The newest version of this article is published: it",
    ArticleState.RETIRED: "This article is retired: bring it back as a draft first. Until then it",
}
_MOVE_WORDS: Final = {
    Move.EDIT: "cannot be edited",
    Move.SUBMIT: "cannot be submitted for review",
    Move.SEND_BACK: "cannot be sent back",
    Move.PUBLISH: "cannot be published",
    Move.DISCARD: "has no changes to discard",
    Move.RETIRE: "cannot be retired",
    Move.REVIVE: "cannot be brought back",
}


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


def require_move(row: StoredArticle, move: Move) -> None:
    """Refuse with 409 a move that the table of states does not have from here."""
    state = ArticleState(row.state)
    if move in permitted(state, published=row.published_number is not None):
        return
    if move in OF_PUBLISHED and state in WORKED_ON:
        raise Problem(409, "not_published", "No version of this article is published.")
    raise Problem(409, "wrong_state", f"{_STATE_WORDS[state]} {_MOVE_WORDS[move]}.")


def changed(session: Session, row: StoredArticle, principal: Principal, action: str) -> None:
    """Count the change, note whose it was, and have the audit log say so.

    A time that was set for publishing was set for what the article said: it is taken away, but
    for the way to publication itself.
    """
    row.version += 1
    row.edited_by = principal.user_id
    row.updated_at = utc_now()
    session.flush()
    if action != SUBMITTED:
        repository.drop_schedule(session, row.slug)
    record(session, principal, action, row.slug)


def record(session: Session, principal: Principal, action: str, slug: str) -> None:
    """Add to the audit log what `principal` did to the article."""
    record_by(session, principal.user_id, action, slug)


def record_by(session: Session, actor_id: str, action: str, slug: str) -> None:
    """Add to the audit log what `actor_id`, a user or the api itself, did to the article."""
    audit.record(session, actor_id=actor_id, action=action, object_kind="article", object_id=slug)
