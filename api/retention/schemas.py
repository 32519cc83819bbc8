"""Receipts as the API shows them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class ReceiptShown(BaseModel):
    """What one run deleted of one record class; no content, and no count is a person.

    `by` is a user's id, or `system`; `oldest_at` and `newest_at` are None where nothing was due.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: int
    run_id: str
    record_class: str
    count: int
    oldest_at: datetime | None
    newest_at: datetime | None
    at: datetime
    by: str


class ReceiptPage(BaseModel):
    """Receipts, the newest first; `next` is what to give as `before` for more, None at the end."""

    model_config = ConfigDict(extra="forbid")

    items: list[ReceiptShown]
    next: int | None
