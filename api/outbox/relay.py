"""Working the outbox off: a lane for what stays within, and one for each kind that goes outside."""

import threading
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.orm import Session

from api.db import Database, utc_now
from api.outbox import repository
from api.outbox.couriers import (
    FIRST_RETRY_S,
    LONGEST_OUTSIDE_RETRY_S,
    LONGEST_RETRY_S,
    MAX_ATTEMPTS,
    MAX_OUTSIDE_ATTEMPTS,
    UNKNOWN,
    AnyCourier,
    AtMostOnce,
    Courier,
    Finish,
    NotAccepted,
    OutsideCourier,
    RefusedForGood,
    Send,
)
from api.outbox.doorbell import doorbell
from api.outbox.models import DeliveryState, OutboxEntry

log = structlog.get_logger(__name__)
POLL_S = 5.0
LONGEST_SENDING_S: Final = 300  # no sending of ours takes as long: its process is gone
LONGEST_ASKED_PAUSE_S: Final = 86_400
ERROR_CHARS: Final = 120


class Relay:
    """Delivers outbox entries in the order they were made, each lane in a thread of its own.

    What stays within our database shares a lane; each kind that goes outside has its own, so that
    a slow server holds up nothing but what is meant for it.

    A delivery by a `Courier` and its mark `delivered` are one transaction: exactly once. A failing
    one is retried with doubling pauses and, after `MAX_ATTEMPTS`, marked dead and handed to
    `give_up`. What an `OutsideCourier` delivers is tried for ever, its payload forgotten when it is
    done. What goes `AtMostOnce` is committed as `sending` before the call; one that nothing was
    heard of, as after a crash, is dead with the error that says so.
    """

    def __init__(self, database: Database, couriers: Mapping[str, AnyCourier]) -> None:
        """`couriers` maps an entry's kind to its courier."""
        self._database = database
        self._couriers = couriers
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"outbox-{lane}", daemon=True)
            for lane in (None, *self._outside())
        ]

    def _outside(self) -> list[str]:
        return [k for k, courier in self._couriers.items() if not isinstance(courier, Courier)]

    def start(self) -> None:
        """Start delivering, beginning with what an earlier process left."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the deliveries in hand and stop."""
        self._stopping.set()
        doorbell.ring()
        for thread in self._threads:
            thread.join(timeout=POLL_S * 2)

    def try_again(self, session: Session, entry: OutboxEntry) -> None:
        """Have an entry delivered as if it were new; what was shown of its failure is taken back.

        Of one that was `dead` with UNKNOWN this may be the second time: a person has decided so.
        """
        courier = self._couriers.get(entry.kind)
        if isinstance(courier, Courier):
            courier.try_again(session, entry.payload)
        entry.state, entry.attempts, entry.next_at = DeliveryState.PENDING, 0, utc_now()
        entry.error = entry.reason = None

    def _run(self, lane: str | None) -> None:
        """Work one lane off, again and again; None is the lane of what stays within."""
        left_for = timedelta()  # an earlier process is gone, however late it began
        heard = doorbell.rings
        while not self._stopping.is_set():
            try:
                if isinstance(self._couriers.get(lane or ""), AtMostOnce):
                    self._own_up(lane or "", left_for)
                left_for = timedelta(seconds=LONGEST_SENDING_S)
                while not self._stopping.is_set() and self._next(lane):
                    pass
            except Exception as error:  # the edge of this thread: log, wait, go on
                log.error("relay_failed", lane=lane, error=type(error).__name__)
            heard = doorbell.wait(heard, POLL_S)

    def _next(self, lane: str | None) -> bool:
        outside = self._outside()
        return self._deliver(None, outside) if lane is None else self._deliver([lane], ())

    def deliver_next(self) -> bool:
        """Deliver the oldest entry that is due, of whatever kind; False when there is none."""
        return self._deliver(None, ())

    def _deliver(self, kinds: Collection[str] | None, except_kinds: Collection[str]) -> bool:
        with self._database.reading() as session:
            entry = repository.oldest_due(session, utc_now(), kinds, except_kinds)
            session.expunge_all()
        if entry is None:
            return False
        courier = self._couriers.get(entry.kind)
        if isinstance(courier, AtMostOnce):
            self._send_once(entry.id, courier)
        else:
            self._do(entry, courier)
        return True

    def _do(self, entry: OutboxEntry, courier: AnyCourier | None) -> None:
        """Deliver; any failure is kept on the entry."""
        try:
            if isinstance(courier, OutsideCourier):
                self._finish(entry.id, courier.deliver(entry.payload))
            elif isinstance(courier, Courier):
                self._deliver_inside(entry.id, courier)
            else:
                raise LookupError(f"nobody delivers {entry.kind}")
        except Exception as error:
            self._failed(entry.id, NotAccepted(type(error).__name__))

    def _deliver_inside(self, entry_id: int, courier: Courier) -> None:
        with self._database.writing() as session:
            row = session.get_one(OutboxEntry, entry_id)
            courier.deliver(session, row.payload)
            _mark_delivered(row)

    def _finish(self, entry_id: int, last_step: Finish | None) -> None:
        with self._database.writing() as session:
            if last_step is not None:
                last_step(session)
            row = session.get_one(OutboxEntry, entry_id)
            row.payload = {}
            _mark_delivered(row)

    # ---- at most once

    def _send_once(self, entry_id: int, courier: AtMostOnce) -> None:
        """Send. What fails after the sending, in our own database, leaves the entry `sending`."""
        try:
            send = self._begin_sending(entry_id, courier)
        except Exception as error:  # nothing was sent yet
            self._failed(entry_id, NotAccepted(type(error).__name__))
            return
        if send is not None:
            self._send(entry_id, send)

    def _begin_sending(self, entry_id: int, courier: AtMostOnce) -> Send | None:
        """The entry is committed as `sending`; None if it is another's, or not wanted any more."""
        with self._database.writing() as session:
            row = session.get_one(OutboxEntry, entry_id, with_for_update=True)
            if row.state != DeliveryState.PENDING:
                return None  # another process has taken it
            send = courier.prepare(session, row.payload)
            row.state = DeliveryState.SENDING if send else DeliveryState.ASIDE
            row.sending_at = utc_now()
            return send

    def _send(self, entry_id: int, send: Send) -> None:
        try:
            send()
        except NotAccepted as refused:
            self._failed(entry_id, refused)
        except RefusedForGood as refused:
            self._dead(entry_id, refused.error)
        except Exception as error:  # nobody can say whether it was taken
            log.warning("delivery_unknown", entry_id=entry_id, error=type(error).__name__)
            self._dead(entry_id, UNKNOWN)
        else:
            with self._database.writing() as session:
                # whatever another process took it for meanwhile: it was delivered
                _mark_delivered(session.get_one(OutboxEntry, entry_id))

    def _own_up(self, kind: str, for_at_least: timedelta) -> None:
        """What was begun to be sent by a process that is gone is dead, and says what is known."""
        before = utc_now() - for_at_least
        with self._database.reading() as session:
            left = [row.id for row in repository.sending_since(session, kind, before)]
        for entry_id in left:
            self._dead(entry_id, UNKNOWN)

    # ---- failures

    def _failed(self, entry_id: int, refused: NotAccepted) -> None:
        with self._database.writing() as session:
            row = session.get_one(OutboxEntry, entry_id)
            courier = self._couriers.get(row.kind)
            row.attempts += 1
            row.error = refused.error[:ERROR_CHARS]
            if _is_last(row.attempts, courier):
                self._bury(session, row, courier)
                return
            row.state = DeliveryState.PENDING
            row.next_at = utc_now() + timedelta(seconds=_pause_s(row.attempts, courier, refused))
            log.warning(
                "delivery_failed", entry_id=entry_id, attempts=row.attempts, error=row.error
            )

    def _dead(self, entry_id: int, error: str) -> None:
        with self._database.writing() as session:
            row = session.get_one(OutboxEntry, entry_id)
            if row.state == DeliveryState.SENDING:
                row.attempts += 1
                row.error = error[:ERROR_CHARS]
                self._bury(session, row, self._couriers.get(row.kind))

    def _bury(self, session: Session, row: OutboxEntry, courier: AnyCourier | None) -> None:
        row.state = DeliveryState.DEAD
        log.warning("delivery_dead", entry_id=row.id, attempts=row.attempts, error=row.error)
        if courier is not None and not isinstance(courier, OutsideCourier):
            courier.give_up(session, row.payload, row.error or "")


def _is_last(attempts: int, courier: AnyCourier | None) -> bool:
    if isinstance(courier, AtMostOnce):
        return attempts >= MAX_OUTSIDE_ATTEMPTS
    return isinstance(courier, Courier) and attempts >= MAX_ATTEMPTS


def _pause_s(attempts: int, courier: AnyCourier | None, refused: NotAccepted) -> float:
    longest = LONGEST_OUTSIDE_RETRY_S if isinstance(courier, AtMostOnce) else LONGEST_RETRY_S
    doubled = min(longest, FIRST_RETRY_S << min(attempts, 16))
    return max(doubled, min(refused.retry_after_s, LONGEST_ASKED_PAUSE_S))


def _mark_delivered(row: OutboxEntry) -> None:
    row.state, row.delivered_at, row.error = DeliveryState.DELIVERED, utc_now(), None
    row.attempts += 1
