"""Queries on deliveries."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.db import delete_older
from api.outbox.models import DeliveryState, OutboxEntry

FINISHED = (DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.ASIDE)


def oldest_due(
    session: Session, now: datetime, kinds: Collection[str] | None, except_kinds: Collection[str]
) -> OutboxEntry | None:
    """Return the oldest pending entry that is due, of those kinds or of all but the others."""
    found = select(OutboxEntry).where(
        OutboxEntry.state == DeliveryState.PENDING, OutboxEntry.next_at <= now
    )
    if kinds is not None:
        found = found.where(OutboxEntry.kind.in_(kinds))
    if except_kinds:
        found = found.where(OutboxEntry.kind.not_in(except_kinds))
    return session.scalar(found.order_by(OutboxEntry.id).limit(1))


def pending(session: Session, kind: str) -> Sequence[OutboxEntry]:
    """Return the pending entries of a kind, the oldest first."""
    found = select(OutboxEntry).where(
        OutboxEntry.kind == kind, OutboxEntry.state == DeliveryState.PENDING
    )
    return session.scalars(found.order_by(OutboxEntry.id)).all()


def sending_since(session: Session, kind: str, before: datetime) -> Sequence[OutboxEntry]:
    """Return the entries of a kind that were begun to be sent by then and not finished."""
    found = select(OutboxEntry).where(
        OutboxEntry.kind == kind,
        OutboxEntry.state == DeliveryState.SENDING,
        OutboxEntry.sending_at <= before,
    )
    return session.scalars(found.order_by(OutboxEntry.id)).all()


def in_states(
    session: Session,
    states: Collection[str],
    kinds: Collection[str] | None,
    limit: int,
    before: int | None,
) -> list[OutboxEntry]:
    """Return the entries in those states and of those kinds (None: all), the newest first."""
    found = select(OutboxEntry).where(OutboxEntry.state.in_(states))
    if kinds is not None:
        found = found.where(OutboxEntry.kind.in_(kinds))
    if before is not None:
        found = found.where(OutboxEntry.id < before)
    return list(session.scalars(found.order_by(OutboxEntry.id.desc()).limit(limit)))


def counts(session: Session, kinds: Collection[str] | None) -> dict[tuple[str, str], int]:
    """Return how many entries there are by (kind, state), delivered ones aside."""
    found = select(OutboxEntry.kind, OutboxEntry.state, func.count()).where(
        OutboxEntry.state.in_([s for s in DeliveryState if s is not DeliveryState.DELIVERED])
    )
    if kinds is not None:
        found = found.where(OutboxEntry.kind.in_(kinds))
    rows = session.execute(found.group_by(OutboxEntry.kind, OutboxEntry.state))
    return {(kind, state): count for kind, state, count in rows}


def dead(session: Session, kinds: Collection[str] | None) -> int:
    """Return how many entries are dead."""
    found = select(func.count()).where(OutboxEntry.state == DeliveryState.DEAD)
    if kinds is not None:
        found = found.where(OutboxEntry.kind.in_(kinds))
    return session.scalar(found) or 0


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` finished entries from before that moment; return their dates."""
    return delete_older(
        session, OutboxEntry.created_at, before, limit, OutboxEntry.state.in_(FINISHED)
    )
