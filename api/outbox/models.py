"""The outbox: what must still be delivered, written in the transaction that caused it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class DeliveryState(StrEnum):
    """Where a delivery stands. `sending`, `dead` and `aside` wait for a person in the end.

    `sending`: handed to the world outside, nothing heard yet. `dead`: not delivered, or not known
    to be. `aside`: not wanted any more, by a person's word or because its reason is gone.
    """

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    ASIDE = "aside"


class OutboxEntry(Base):
    """One delivery; a dead one stays visible. `reason` is a person's, why it was put aside."""

    __tablename__ = "outbox_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="pending", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(Text)
