"""Putting a delivery in the outbox, and working it off with retries."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db import Database, after_commit, delete_older, utc_now
from api.outbox.models import OutboxEntry

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
FIRST_RETRY_S = 2
LONGEST_RETRY_S = 600
POLL_S = 5.0

Deliver = Callable[[Session, Mapping[str, Any]], None]
Finish = Callable[[Session], None]
DeliverOutside = Callable[[Mapping[str, Any]], Finish | None]
GiveUp = Callable[[Session, Mapping[str, Any], str], None]
_wake = threading.Event()


@dataclass(frozen=True)
class Courier:
    """What delivers entries of one kind, and what shows a person that one could not be."""

    deliver: Deliver
    give_up: GiveUp


@dataclass(frozen=True)
class OutsideCourier:
    """What has another process do something: at least once, outside any transaction, for ever.

    It may return a last step of ours, which is done in the transaction that marks the delivery.
    """

    deliver: DeliverOutside


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

    What an `OutsideCourier` delivers is tried for ever, and its payload forgotten when it is done.
    """

    def __init__(
        self, database: Database, couriers: Mapping[str, Courier | OutsideCourier]
    ) -> None:
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
            entry = session.execute(_due()).first()
        if entry is None:
            return False
        try:
            courier = self._couriers[entry.kind]
            if isinstance(courier, OutsideCourier):
                self._finish(entry.id, courier.deliver(entry.payload))
            else:
                self._deliver_inside(entry.id, courier)
        except Exception as error:  # any failure of a delivery is kept on the entry
            self._failed(entry.id, type(error).__name__)
        return True

    def _deliver_inside(self, entry_id: int, courier: Courier) -> None:
        with self._database.writing() as session:
            entry = session.get_one(OutboxEntry, entry_id)
            courier.deliver(session, entry.payload)
            _mark_delivered(entry)

    def _finish(self, entry_id: int, last_step: Finish | None) -> None:
        with self._database.writing() as session:
            if last_step is not None:
                last_step(session)
            entry = session.get_one(OutboxEntry, entry_id)
            entry.payload = {}
            _mark_delivered(entry)

    def _failed(self, entry_id: int, error: str) -> None:
        with self._database.writing() as session:
            entry = session.get_one(OutboxEntry, entry_id)
            entry.attempts += 1
            entry.error = error
            pause_s = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** min(entry.attempts, 16))
            entry.next_at = utc_now() + timedelta(seconds=pause_s)
            courier = self._couriers.get(entry.kind)
            if entry.attempts >= MAX_ATTEMPTS and isinstance(courier, Courier):
                entry.state = "dead"
                courier.give_up(session, entry.payload, error)
            log.warning("delivery_failed", entry_id=entry_id, attempts=entry.attempts, error=error)


def _due() -> Any:
    return (
        select(OutboxEntry.id, OutboxEntry.kind, OutboxEntry.payload)
        .where(OutboxEntry.state == "pending", OutboxEntry.next_at <= utc_now())
        .order_by(OutboxEntry.id)
        .limit(1)
    )


def _mark_delivered(entry: OutboxEntry) -> None:
    entry.state, entry.delivered_at = "delivered", utc_now()
    entry.attempts += 1


@dataclass(frozen=True)
class Waiting:
    """Deliveries of one kind that are still to be made: how many, since when, why not yet."""

    count: int
    since: datetime | None
    error: str | None


def waiting(session: Session, kind: str) -> Waiting:
    """Return what of that kind is still to be delivered."""
    rows = session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.kind == kind, OutboxEntry.state == "pending")
        .order_by(OutboxEntry.id)
    ).all()
    if not rows:
        return Waiting(0, None, None)
    return Waiting(len(rows), rows[0].created_at, rows[0].error)


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` entries finished before that moment; return when each was made."""
    finished = OutboxEntry.state != "pending"
    return delete_older(session, OutboxEntry.created_at, before, limit, finished)
