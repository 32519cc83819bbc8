"""Queries on receipts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.db import delete_older
from api.retention.models import SYSTEM, PurgeReceipt


def add_to_receipt(
    session: Session,
    run_id: str,
    record_class: str,
    by: str,
    at: datetime,
    dates: Sequence[datetime],
    count: int | None = None,
) -> None:
    """Have the run's receipt for that class cover `dates` too; the first call writes it.

    `count` is how many records that is, where it is not one a date.
    """
    receipt = session.scalar(
        select(PurgeReceipt).where(
            PurgeReceipt.run_id == run_id, PurgeReceipt.record_class == record_class
        )
    )
    if receipt is None:
        receipt = PurgeReceipt(run_id=run_id, record_class=record_class, by=by, at=at, count=0)
        session.add(receipt)
    receipt.count += len(dates) if count is None else count
    known = [*dates, *filter(None, (receipt.oldest_at, receipt.newest_at))]
    receipt.oldest_at, receipt.newest_at = min(known, default=None), max(known, default=None)
    session.flush()


def page(session: Session, limit: int, before: int | None = None) -> list[PurgeReceipt]:
    """Return receipts, the newest first, from below the id `before`."""
    query = select(PurgeReceipt)
    if before is not None:
        query = query.where(PurgeReceipt.id < before)
    return list(session.scalars(query.order_by(PurgeReceipt.id.desc()).limit(limit)))


def receipts_of(session: Session, run_id: str) -> list[PurgeReceipt]:
    """Return the receipts of one run, the newest first."""
    of_run = select(PurgeReceipt).where(PurgeReceipt.run_id == run_id)
    return list(session.scalars(of_run.order_by(PurgeReceipt.id.desc())))


def last_run_at(session: Session) -> datetime | None:
    """Return when the system last purged, None before the first time."""
    by_system = select(func.max(PurgeReceipt.at)).where(PurgeReceipt.by == SYSTEM)
    return session.scalar(by_system)


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` receipts from before that moment; return their dates."""
    return delete_older(session, PurgeReceipt.at, before, limit)
