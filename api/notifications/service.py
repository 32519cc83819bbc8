"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import not_found
from api.notifications import repository
from api.notifications.models import NoticeEntry
from api.notifications.notice import Notice, NoticeKind, text_of
from api.notifications.schemas import NoticePage, NoticeShown

AT_ONCE: Final = 500  # rows of one statement: every database takes so many


def notify(session: Session, to: Iterable[str], notice: Notice) -> int:
    """Each of those users has the notice, once, in the caller's transaction.

    `to` are user ids; one named twice, or who has a notice of this key already, gets no other.
    Returns how many were told that had not been.
    """
    title, text = text_of(notice)
    rows = [_row(user_id, notice) | {"title": title, "text": text} for user_id in dict.fromkeys(to)]
    added = [
        entry
        for start in range(0, len(rows), AT_ONCE)
        for entry in repository.add_new(session, rows[start : start + AT_ONCE])
    ]
    return len(added)


def _row(user_id: str, notice: Notice) -> dict[str, object]:
    return {
        "user_id": user_id,
        "key": notice.key,
        "kind": str(notice.kind),
        "about": notice.about,
        "link": notice.link,
        "created_at": utc_now(),
    }


def notices(
    session: Session, user_id: str, limit: int, before: int | None = None, unread_only: bool = False
) -> NoticePage:
    """Return a user's own notices, the newest first, from those older than `before`."""
    rows = repository.to_user(session, user_id, limit + 1, before, unread_only)
    more = len(rows) > limit
    return NoticePage(
        items=[_shown(row) for row in rows[:limit]],
        unread=repository.unread(session, user_id),
        next=rows[limit - 1].id if more else None,
    )


def unread(session: Session, user_id: str) -> int:
    """Return how many notices the user has not read."""
    return repository.unread(session, user_id)


def read(session: Session, user_id: str, notice_id: int) -> NoticeShown:
    """Mark a notice of the user's own as read and return it; a second time changes nothing."""
    row = repository.find(session, user_id, notice_id)
    if row is None:
        raise not_found("notice")
    row.read_at = row.read_at or utc_now()
    return _shown(row)


def read_all(session: Session, user_id: str) -> int:
    """Mark every notice of the user as read; return how many are unread then: none."""
    repository.mark_all_read(session, user_id, utc_now())
    return repository.unread(session, user_id)


def _shown(row: NoticeEntry) -> NoticeShown:
    return NoticeShown(
        id=row.id,
        kind=NoticeKind(row.kind),
        about=row.about,
        title=row.title,
        text=row.text,
        link=row.link,
        created_at=row.created_at,
        read_at=row.read_at,
    )
