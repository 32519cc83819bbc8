"""Putting a delivery in the outbox, and working it off with retries."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db import Database, after_commit, utc_now
from api.outbox.models import OutboxEntry

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
FIRST_RETRY_S = 2
POLL_S = 5.0

Deliver = Callable[[Session, Mapping[str, Any]], None]
GiveUp = Callable[[Session, Mapping[str, Any], str], None]
_wake = threading.Event()


@dataclass(frozen=True)
class Courier:
    """What delivers entries of one kind, and what shows a person that one could not be."""

    deliver: Deliver
    give_up: GiveUp


def put(session: Session, kind: str, payload: Mapping[str, Any]) -> None:
    """Queue a delivery; the relay is woken once this transaction has committed."""
    now = utc_now()
    session.add(OutboxEntry(kind=kind, payload=dict(payload), created_at=now, next_at=now))
    after_commit(session, _wake.set)


class Relay:
    """Delivers outbox entries one by one in the order they were made, in a thread of its own.

    A delivery and its mark `delivered` are one transaction, so a delivery that only touches our
    database happens exactly once. A failing one is retried with doubling pauses and, after
    `MAX_ATTEMPTS`, marked dead and handed to `give_up`, which shows it to a person.
    """

    def __init__(self, database: Database, couriers: Mapping[str, Courier]) -> None:
        """`couriers` maps an entry's kind to its courier."""
        self._database = database
        self._couriers = couriers
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-relay", daemon=True)

    def start(self) -> None:
        """Start delivering, beginning with what an earlier process left."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the delivery in hand and stop."""
        self._stopping.set()
        _wake.set()
        self._thread.join(timeout=POLL_S * 2)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                while self.deliver_next():
                    pass
            except Exception as error:  # the edge of this thread: log, wait, go on
                log.error("relay_failed", error=type(error).__name__)
            _wake.wait(POLL_S)
            _wake.clear()

    def deliver_next(self) -> bool:
        """Deliver the oldest entry that is due; False when there is none."""
        with self._database.reading() as session:
            entry_id = session.scalar(_due())
        if entry_id is None:
            return False
        try:
            with self._database.writing() as session:
                entry = session.get_one(OutboxEntry, entry_id)
                self._couriers[entry.kind].deliver(session, entry.payload)
                entry.state, entry.delivered_at = "delivered", utc_now()
                entry.attempts += 1
        except Exception as error:  # any failure of a delivery is kept on the entry
            self._failed(entry_id, type(error).__name__)
        return True

    def _failed(self, entry_id: int, error: str) -> None:
        with self._database.writing() as session:
            entry = session.get_one(OutboxEntry, entry_id)
            entry.attempts += 1
            entry.error = error
            pause_s = FIRST_RETRY_S * 2**entry.attempts
            entry.next_at = utc_now() + timedelta(seconds=pause_s)
            if entry.attempts >= MAX_ATTEMPTS:
                entry.state = "dead"
                self._couriers[entry.kind].give_up(session, entry.payload, error)
            log.warning("delivery_failed", entry_id=entry_id, attempts=entry.attempts, error=error)


def _due() -> Any:
    return (
        select(OutboxEntry.id)
        .where(OutboxEntry.state == "pending", OutboxEntry.next_at <= utc_now())
        .order_by(OutboxEntry.id)
        .limit(1)
    )
