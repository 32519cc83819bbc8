"""Queries on the periods when only the Hub answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db import delete_older, insert_into
from api.hub_only.models import HubOnlyPeriod


def current(session: Session) -> HubOnlyPeriod | None:
    """Return the period that lasts, None if there is none."""
    return session.scalar(select(HubOnlyPeriod).where(HubOnlyPeriod.open.is_(True)))


def begin(session: Session, **values: Any) -> HubOnlyPeriod | None:
    """Begin a period; None if somebody else has begun one meanwhile. One statement."""
    adding = insert_into(session, HubOnlyPeriod).values(open=True, **values)
    return session.scalar(
        adding.on_conflict_do_nothing(index_elements=["open"]).returning(HubOnlyPeriod)
    )


def periods(session: Session, limit: int, before: int | None) -> list[HubOnlyPeriod]:
    """Return the periods, the newest first."""
    found = select(HubOnlyPeriod).order_by(HubOnlyPeriod.id.desc()).limit(limit)
    return list(
        session.scalars(found if before is None else found.where(HubOnlyPeriod.id < before))
    )


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` periods begun before that moment and over; return their dates."""
    over = HubOnlyPeriod.open.is_(None)
    return delete_older(session, HubOnlyPeriod.on_at, before, limit, over)
