"""Queries on overrides of the gate."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.articles.gate.models import GateOverride
from api.db import delete_older


def page(session: Session, limit: int, before: int | None = None) -> list[GateOverride]:
    """Return overrides, the newest first, from below the id `before`."""
    query = select(GateOverride)
    if before is not None:
        query = query.where(GateOverride.id < before)
    return list(session.scalars(query.order_by(GateOverride.id.desc()).limit(limit)))


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` overrides from before that moment; return their dates."""
    return delete_older(session, GateOverride.at, before, limit)
