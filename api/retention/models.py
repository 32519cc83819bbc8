"""Receipts: that something was deleted, never what."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base

SYSTEM = "system"


class PurgeReceipt(Base):
    """What one run deleted of one record class; a deletion by an officer is a run of its own.

    `by` is the id of the user, or `system` for the daily purge. `oldest_at` and `newest_at` are
    the dates of what was deleted, None where nothing was due.
    """

    __tablename__ = "purge_receipts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(String(36), index=True)
    record_class: Mapped[str] = mapped_column(String(20))
    count: Mapped[int] = mapped_column(default=0)
    oldest_at: Mapped[datetime | None]
    newest_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(String(36))
