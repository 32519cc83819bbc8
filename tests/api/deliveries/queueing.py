"""Deliveries in every state."""

from typing import Any

from sqlalchemy import select

from api.db import Database, utc_now
from api.outbox.models import DeliveryState, OutboxEntry

PERSONAL = "alex@force.example"


def queue(
    database: Database,
    kind: str = "ticket_answer",
    state: DeliveryState = DeliveryState.DEAD,
    **more: Any,
) -> int:
    """Add an entry, whose payload has something personal in it; return its number."""
    now = utc_now()
    values = {
        "payload": {"ref": "PF-2026-000001", "answered_at": "2026", "to": PERSONAL},
        "attempts": 8,
        "error": "ConnectionError",
        "created_at": now,
        "next_at": now,
    }
    with database.writing() as session:
        row = OutboxEntry(kind=kind, state=state, **(values | more))
        session.add(row)
        session.flush()
        return row.id


def find(database: Database, number: int) -> OutboxEntry:
    """Return an entry."""
    with database.reading() as session:
        row = session.scalars(select(OutboxEntry).where(OutboxEntry.id == number)).one()
        session.expunge(row)
        return row
