"""Putting a delivery in the outbox, and what is still to be delivered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.db import after_commit, utc_now
from api.outbox import repository
from api.outbox.doorbell import doorbell
from api.outbox.models import OutboxEntry


def put(session: Session, kind: str, payload: Mapping[str, Any]) -> None:
    """Queue a delivery; the relay is woken once this transaction has committed."""
    now = utc_now()
    session.add(OutboxEntry(kind=kind, payload=dict(payload), created_at=now, next_at=now))
    after_commit(session, doorbell.ring)


@dataclass(frozen=True)
class Waiting:
    """Deliveries of one kind that are still to be made: how many, since when, why not yet."""

    count: int
    since: datetime | None
    error: str | None


def waiting(session: Session, kind: str) -> Waiting:
    """Return what of that kind is still to be delivered."""
    rows = repository.pending(session, kind)
    if not rows:
        return Waiting(0, None, None)
    return Waiting(len(rows), rows[0].created_at, rows[0].error)


def dead(session: Session, kinds: Collection[str] | None = None) -> int:
    """Return how many deliveries of those kinds (None: all) a person must see to."""
    return repository.dead(session, kinds)


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` entries finished before that moment; return when each was made."""
    return repository.purge(session, before, limit)
