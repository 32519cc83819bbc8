"""Queries on notices, on how people are told, and on who else is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.db import delete_older, insert_into
from api.notifications.models import NoticeEntry, NoticeWays, WebhookEndpoint, WebhookEvent


def add_new(session: Session, rows: Sequence[dict[str, Any]]) -> list[NoticeEntry]:
    """Add those whose reader has none of that key; return the ones added. One statement."""
    adding = (
        insert_into(session, NoticeEntry)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["user_id", "key"])
        .returning(NoticeEntry)
    )
    return list(session.scalars(adding))


def find(session: Session, user_id: str, notice_id: int) -> NoticeEntry | None:
    """Return a notice to that user; another's is None."""
    found = session.get(NoticeEntry, notice_id)
    return found if found is not None and found.user_id == user_id else None


def to_user(
    session: Session, user_id: str, limit: int, before: int | None, unread_only: bool
) -> list[NoticeEntry]:
    """Return a user's notices, the newest first."""
    found = select(NoticeEntry).where(NoticeEntry.user_id == user_id)
    if before is not None:
        found = found.where(NoticeEntry.id < before)
    if unread_only:
        found = found.where(NoticeEntry.read_at.is_(None))
    return list(session.scalars(found.order_by(NoticeEntry.id.desc()).limit(limit)))


def unread(session: Session, user_id: str) -> int:
    """Return how many the user has not read."""
    waiting = NoticeEntry.user_id == user_id, NoticeEntry.read_at.is_(None)
    return session.scalar(select(func.count()).select_from(NoticeEntry).where(*waiting)) or 0


def mark_all_read(session: Session, user_id: str, now: datetime) -> None:
    """Note every unread notice of the user as read now."""
    unread_ones = NoticeEntry.user_id == user_id, NoticeEntry.read_at.is_(None)
    session.execute(update(NoticeEntry).where(*unread_ones).values(read_at=now))


def ways_of(session: Session, user_ids: Collection[str]) -> list[NoticeWays]:
    """Return how those users want to be told, as far as they have said so."""
    return list(session.scalars(select(NoticeWays).where(NoticeWays.user_id.in_(user_ids))))


def endpoints(session: Session) -> list[WebhookEndpoint]:
    """Return every endpoint in the order it was made."""
    return list(session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)))


def add_endpoint(session: Session, **values: Any) -> WebhookEndpoint | None:
    """Add an endpoint; None if there is one of that address. One statement."""
    adding = insert_into(session, WebhookEndpoint).values(version=1, generation=1, **values)
    return session.scalar(
        adding.on_conflict_do_nothing(index_elements=["url"]).returning(WebhookEndpoint)
    )


def add_event(session: Session, endpoint_id: int, key: str, now: datetime) -> bool:
    """Note that the endpoint is sent the notice of that key; False if it was already."""
    adding = insert_into(session, WebhookEvent).values(
        endpoint_id=endpoint_id, key=key, created_at=now
    )
    added = adding.on_conflict_do_nothing(index_elements=["endpoint_id", "key"])
    return session.scalar(added.returning(WebhookEvent.endpoint_id)) is not None


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` notices and marks of events from before that moment."""
    gone = delete_older(session, NoticeEntry.created_at, before, limit)
    return gone + delete_older(session, WebhookEvent.created_at, before, limit - len(gone))
