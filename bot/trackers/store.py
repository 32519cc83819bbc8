"""Rasa's memory: one short row a conversation, in a SQLite file that outlives the process.

A row holds the last turns only (bot/trackers/bounded.py), so a long conversation costs what a
short one does. What is deleted is gone from the file: SQLite overwrites it, and the write-ahead
log is emptied after each deletion.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers.bounded import last_turns

KEPT_TURNS = 6
"""More than any rule looks back at; a form's own state is kept however long ago it began."""
LATE_S = 600.0
"""No message is worked on this long: what comes of one after the deletion is not saved."""

logger = logging.getLogger(__name__)


class BoundedTrackerStore(TrackerStore):
    """Keeps each sender's last `turns` turns; forgets a sender on demand, and for good."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        db: str = "tracker.db",
        turns: int = KEPT_TURNS,
        **kwargs: Any,
    ) -> None:
        """Open the file `db`, made if it is missing. `host` is what Rasa passes to any store."""
        self._turns = turns
        self._forgotten: dict[str, float] = {}
        self._connection = _open(Path(db))
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker's last turns in the place of what was stored, unless forgotten."""
        if self._was_forgotten(tracker.sender_id):
            return
        await self.stream_events(tracker)
        events = json.dumps([event.as_dict() for event in last_turns(tracker, self._turns)])
        with self._connection:
            self._connection.execute(
                "INSERT INTO trackers (sender_id, events, saved_at) VALUES (?, ?, ?)"
                " ON CONFLICT (sender_id) DO UPDATE"
                " SET events = excluded.events, saved_at = excluded.saved_at",
                (tracker.sender_id, events, time.time()),
            )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker with its last turns, None if there is none."""
        row = self._connection.execute(
            "SELECT events FROM trackers WHERE sender_id = ?", (sender_id,)
        ).fetchone()
        if row is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(row[0]), self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """Return every sender that something is kept of."""
        return [row[0] for row in self._connection.execute("SELECT sender_id FROM trackers")]

    def forget(self, sender_id: str) -> None:
        """Delete what is kept of the sender; what a late message leads to is not kept either."""
        self._forgotten[sender_id] = time.time()
        self._delete("DELETE FROM trackers WHERE sender_id = ?", sender_id)

    def forget_unused(self, since: float) -> int:
        """Delete what was last saved before `since` (seconds since 1970) and return how many."""
        return self._delete("DELETE FROM trackers WHERE saved_at < ?", since)

    def _delete(self, statement: str, value: str | float) -> int:
        with self._connection:
            count = self._connection.execute(statement, (value,)).rowcount
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def _was_forgotten(self, sender_id: str) -> bool:
        oldest = time.time() - LATE_S
        self._forgotten = {name: at for name, at in self._forgotten.items() if at > oldest}
        return sender_id in self._forgotten


def _open(path: Path) -> sqlite3.Connection:
    """Return a connection to the store's file; a damaged file is thrown away.

    It holds nothing that is kept nowhere else: a conversation goes on without the last turns,
    and a form from its draft in the api.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(path)
    except sqlite3.OperationalError:
        raise  # no access, no space: nothing that deleting the file would mend
    except sqlite3.DatabaseError as error:
        logger.error("the tracker database is damaged and begun anew: %s", error)
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS trackers"
        " (sender_id TEXT PRIMARY KEY, events TEXT NOT NULL, saved_at REAL NOT NULL)"
    )
    with connection:  # Rasa's own store, used before, kept every event for ever
        connection.execute("DROP TABLE IF EXISTS events")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.chmod(0o600)
    return connection
