"""Telling people, and what they do with what they were told."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import not_found
from api.notifications import endpoints, repository
from api.notifications.kinds import MAIL
from api.notifications.models import NoticeEntry
from api.notifications.notice import Notice, NoticeKind, text_of
from api.notifications.schemas import NoticePage, NoticeShown
from api.notifications.ways import mailed_to
from api.outbox import service as outbox

AT_ONCE: Final = 500  # rows of one statement: every database takes so many


def notify(session: Session, to: Iterable[str], notice: Notice) -> int:
    """Each of those users has the notice, once, in the caller's transaction.

    `to` are user ids; one named twice, or who has a notice of this key already, gets no other.
    Who wants this kind by e-mail is sent a mail as well, and each receiver of webhooks hears of
    the key once: both through the outbox, at most once. Returns how many had not been told.
    """
    title, text = text_of(notice)
    rows = [_row(user_id, notice) | {"title": title, "text": text} for user_id in dict.fromkeys(to)]
    added = [
        entry
        for start in range(0, len(rows), AT_ONCE)
        for entry in repository.add_new(session, rows[start : start + AT_ONCE])
    ]
    if added:
        _mail(session, added, notice)
        _post(session, notice, {"title": title, "text": text})
    return len(added)


def _mail(session: Session, added: list[NoticeEntry], notice: Notice) -> None:
    """Queue a mail to each who wants this kind by mail."""
    wanted = mailed_to(session, [row.user_id for row in added], notice.kind)
    for row in added:
        if row.user_id in wanted:
            payload = {"notice": row.id, "about": notice.about, "uid": uuid.uuid4().hex}
            outbox.put(session, MAIL, payload)


def _post(session: Session, notice: Notice, words: dict[str, str]) -> None:
    """Queue a webhook for each receiver of this kind that has not had the notice of this key."""
    now = utc_now()
    for endpoint in endpoints.wanting(session, notice.kind):
        if repository.add_event(session, endpoint.id, notice.key, now):
            about = {"type": str(notice.kind), "about": notice.about, "link": notice.link}
            endpoints.queue(session, endpoint, about | words)


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


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` notices from before that moment, read or not; return their dates."""
    return repository.purge(session, before, limit)
