"""What leaves the house leaves it at most once, and a slow server holds up nobody else."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.db import Database, clock
from api.outbox import service
from api.outbox.couriers import (
    MAX_OUTSIDE_ATTEMPTS,
    UNKNOWN,
    AtMostOnce,
    Courier,
    NotAccepted,
    RefusedForGood,
)
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay

ROOT = Path(__file__).resolve().parents[3]


class Outside:
    """The world outside: counts what it was sent, and answers as it is told to."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers = list(answers)
        self.sent = 0
        self.given_up: list[str] = []

    def courier(self) -> AtMostOnce:
        return AtMostOnce(
            prepare=lambda session, payload: self._send,
            give_up=lambda session, payload, error: self.given_up.append(error),
        )

    def _send(self) -> None:
        self.sent += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


def put(database: Database, kind: str = "mail") -> None:
    with database.writing() as session:
        service.put(session, kind, {})


def entry(database: Database) -> OutboxEntry:
    with database.reading() as session:
        found = session.scalars(select(OutboxEntry)).one()
        session.expunge(found)
        return found


def wait_until(check: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(500):
        if check():
            return
        waiting.wait(0.01)
    pytest.fail("it did not happen in time")


@pytest.mark.usefixtures("later")
class TestAtMostOnce:
    """A mail, a webhook."""

    def test_it_is_committed_as_sending_before_it_is_sent(self, database):
        """Or a crash would have it sent again."""
        seen = []

        def look() -> None:
            seen.append(entry(database).state)

        relay = Relay(database, {"mail": AtMostOnce(lambda session, payload: look)})
        put(database)
        assert relay.deliver_next()
        assert (seen, entry(database).state) == (["sending"], "delivered")

    def test_a_clear_refusal_is_tried_again_later(self, database):
        """With a pause that doubles, and no shorter than was asked for."""
        outside = Outside(NotAccepted("busy"), NotAccepted("busy", 900), None)
        relay = Relay(database, {"mail": outside.courier()})
        put(database)
        relay.deliver_next()
        first = entry(database)
        assert (first.state, first.attempts, first.error) == ("pending", 1, "busy")
        assert not relay.deliver_next()
        clock.ahead += timedelta(seconds=5)
        relay.deliver_next()
        clock.ahead += timedelta(seconds=890)
        assert not relay.deliver_next()
        clock.ahead += timedelta(seconds=15)
        relay.deliver_next()
        assert (outside.sent, entry(database).state, entry(database).error) == (
            3,
            "delivered",
            None,
        )

    def test_it_is_given_up_in_the_end(self, database):
        """A person sees it."""
        outside = Outside(*[NotAccepted("busy")] * 99)
        relay = Relay(database, {"mail": outside.courier()})
        put(database)
        for _ in range(MAX_OUTSIDE_ATTEMPTS):
            assert relay.deliver_next()
            clock.ahead += timedelta(hours=2)
        assert (entry(database).state, outside.given_up) == ("dead", ["busy"])

    def test_a_refusal_for_good_is_dead_at_once(self, database):
        """A mailbox that does not exist will not exist in an hour."""
        outside = Outside(RefusedForGood("no such mailbox"))
        put(database)
        Relay(database, {"mail": outside.courier()}).deliver_next()
        found = entry(database)
        assert (found.state, found.attempts, found.error) == ("dead", 1, "no such mailbox")

    def test_what_nobody_can_tell_is_not_sent_again(self, database):
        """The line broke after the last byte: dead, with the error that says so."""
        outside = Outside(TimeoutError())
        relay = Relay(database, {"mail": outside.courier()})
        put(database)
        relay.deliver_next()
        clock.ahead += timedelta(days=1)
        assert not relay.deliver_next()
        assert (entry(database).state, entry(database).error) == ("dead", UNKNOWN)
        assert (outside.sent, outside.given_up) == (1, [UNKNOWN])

    def test_what_is_not_wanted_any_more_is_put_aside(self, database):
        """Nobody is asked about it."""
        put(database)
        Relay(database, {"mail": AtMostOnce(lambda session, payload: None)}).deliver_next()
        assert entry(database).state == "aside"

    def test_our_own_fault_before_the_sending_is_tried_again(self, database):
        """Nothing was sent."""

        def broken(session, payload):
            raise KeyError("x")

        put(database)
        Relay(database, {"mail": AtMostOnce(broken)}).deliver_next()
        assert (entry(database).state, entry(database).error) == ("pending", "KeyError")

    def test_our_own_fault_after_the_sending_is_not(self, database):
        """The database fails when it should note the delivery: the entry stays `sending`."""
        relay = Relay(database, {})

        def send() -> None:
            database.writing = broken  # type: ignore[method-assign]

        def broken():
            raise OSError("disk full")

        relay._couriers = {"mail": AtMostOnce(lambda session, payload: send)}
        put(database)
        with pytest.raises(OSError):
            relay.deliver_next()
        assert entry(database).state == "sending"

    def test_only_one_of_two_processes_sends(self, database):
        """Both have found it due."""
        outside = Outside()
        relays = [Relay(database, {"mail": outside.courier()}) for _ in range(8)]
        put(database)
        threads = [threading.Thread(target=relay.deliver_next) for relay in relays]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (outside.sent, entry(database).state) == (1, "delivered")

    def test_a_person_may_have_it_tried_again(self, database):
        """As if it were new."""
        outside = Outside(RefusedForGood("x"))
        relay = Relay(database, {"mail": outside.courier()})
        put(database)
        relay.deliver_next()
        with database.writing() as session:
            relay.try_again(session, session.scalars(select(OutboxEntry)).one())
        assert entry(database).error is None
        relay.deliver_next()
        assert (outside.sent, entry(database).state) == (2, "delivered")


CRASHING = """
import os, sys
from api.db import Database
from api.outbox.couriers import AtMostOnce
from api.outbox.relay import Relay

def send():
    with open(sys.argv[2], "a") as file:
        file.write("sent\\n")
    os._exit(9)

Relay(Database(sys.argv[1]), {"mail": AtMostOnce(lambda session, payload: send)}).deliver_next()
"""


class TestCrash:
    """The process is gone between `sending` and `delivered`."""

    def test_it_is_not_sent_twice(self, database, tmp_path):
        """A real process, killed; the next start says what is known and sends nothing."""
        put(database)
        sent = tmp_path / "sent.txt"
        ended = subprocess.run(
            [sys.executable, "-c", CRASHING, str(database.engine.url), str(sent)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
            timeout=60,
        )
        assert (ended.returncode, entry(database).state) == (9, "sending")
        outside = Outside()
        relay = Relay(database, {"mail": outside.courier()})
        relay.start()
        wait_until(lambda: entry(database).state == "dead")
        relay.stop()
        assert (entry(database).error, outside.given_up) == (UNKNOWN, [UNKNOWN])
        assert (sent.read_text().count("sent"), outside.sent) == (1, 0)


class TestLanes:
    """One thread for what stays within, one for each kind that goes outside."""

    def test_a_slow_server_holds_up_nobody_else(self, database):
        """While a mail hangs, chat deliveries and webhooks go on."""
        go_on, delivered = threading.Event(), []

        def hang() -> None:
            assert go_on.wait(10)

        relay = Relay(
            database,
            {
                "mail": AtMostOnce(lambda session, payload: hang),
                "webhook": AtMostOnce(lambda session, payload: lambda: delivered.append("webhook")),
                "answer": Courier(
                    lambda session, payload: delivered.append("answer"),
                    lambda session, payload, error: None,
                ),
            },
        )
        for kind in ("mail", "webhook", "answer"):
            put(database, kind)
        relay.start()
        wait_until(lambda: sorted(delivered) == ["answer", "webhook"])
        go_on.set()
        relay.stop()

    def test_an_entry_that_nobody_delivers_is_not_lost(self, database):
        """It waits for a version that knows its kind."""
        put(database, "of the future")
        Relay(database, {}).deliver_next()
        assert (entry(database).state, entry(database).error) == ("pending", "LookupError")
