"""Receipts for whoever answers for what is kept."""

from sqlalchemy.orm import Session

from api.retention import repository
from api.retention.schemas import ReceiptPage, ReceiptShown


def receipts(session: Session, limit: int = 50, before: int | None = None) -> ReceiptPage:
    """Return receipts, the newest first, from below the id `before`."""
    rows = repository.page(session, limit + 1, before)
    items = [ReceiptShown.model_validate(row) for row in rows[:limit]]
    return ReceiptPage(items=items, next=items[-1].id if len(rows) > limit else None)
