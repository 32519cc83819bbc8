"""What is said about a version when its state changes: a note, the reason for sending it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.models import ArticleRemark, StoredArticle
from api.db import utc_now
from api.errors import Problem
from api.redaction.service import redact_guidance

MAX_CHARS = 1000


class RemarkKind(StrEnum):
    """What somebody said something about."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    RETIRED = "retired"
    REVIVED = "revived"
    REVIEWED = "reviewed"
    NOT_PUBLISHED = "not_published"  # why a publication that was scheduled did not take place


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on the version `number`; `by` is a user's id, None for the assistant itself."""

    kind: RemarkKind
    number: int
    text: str
    by: str | None
    at: datetime


def remark(
    session: Session, row: StoredArticle, kind: RemarkKind, text: str, by: str | None
) -> None:
    """Keep what was said of the newest version, without personal data; nothing if it is empty."""
    said = redact_guidance(text.strip()).text[:MAX_CHARS]
    if said:
        repository.add_remark(
            session,
            ArticleRemark(
                slug=row.slug, number=row.number, kind=kind, text=said, by=by, at=utc_now()
            ),
        )


def require_reason(text: str, wanted: str) -> str:
    """Return the reason that was given; 422 without one."""
    reason = text.strip()
    if not reason or len(reason) > MAX_CHARS:
        message = wanted if not reason else f"use at most {MAX_CHARS:,} characters"
        raise Problem(
            422,
            "invalid",
            f"{message[:1].upper()}{message[1:]}.",
            errors=[{"field": "reason", "message": message}],
        )
    return reason


def remarks_on(session: Session, slug: str, limit: int = 50) -> list[Remark]:
    """Return what was said of an article, the newest first."""
    return [
        Remark(RemarkKind(row.kind), row.number, row.text, row.by, row.at)
        for row in repository.remarks_on(session, slug, limit)
    ]
