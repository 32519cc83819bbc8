"""Who is looking at a ticket now: in memory, for it is of no use a minute later.

A page with script says so again and again, and when it is left; one without is known to have been
opened, and when. Nothing of it is stored or audited.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from api.db import utc_now
from api.identity.roles import Principal

GONE_AFTER: Final = timedelta(seconds=60)
FORGOTTEN_AFTER: Final = timedelta(minutes=10)  # a page that was opened without script


@dataclass(frozen=True)
class Viewer:
    """Somebody at a ticket's page; `beating` says that the page tells while it is open."""

    user_id: str
    name: str
    opened_at: datetime
    seen_at: datetime
    beating: bool

    def is_there(self, now: datetime) -> bool:
        """Say whether they are to be shown still."""
        return now - self.seen_at < (GONE_AFTER if self.beating else FORGOTTEN_AFTER)


class Presence:
    """Who is where, for this process."""

    def __init__(self) -> None:
        """Begin with nobody anywhere."""
        self._viewers: dict[str, dict[str, Viewer]] = {}
        self._lock = threading.Lock()

    def opened(self, ref: str, reader: Principal) -> None:
        """Note that somebody opened the ticket's page; whether it has script is not known yet."""
        self._note(ref, reader, beating=False)

    def seen(self, ref: str, reader: Principal) -> None:
        """Note that the page is still open."""
        self._note(ref, reader, beating=True)

    def _note(self, ref: str, reader: Principal, *, beating: bool) -> None:
        now = utc_now()
        with self._lock:
            self._forget(now)
            there = self._viewers.setdefault(ref, {})
            before = there.get(reader.user_id)
            there[reader.user_id] = (
                Viewer(reader.user_id, reader.name, now, now, beating)
                if before is None
                else replace(before, seen_at=now, beating=beating or before.beating)
            )

    def left(self, ref: str, user_id: str) -> None:
        """Note that somebody has left the page."""
        with self._lock:
            self._viewers.get(ref, {}).pop(user_id, None)

    def others(self, ref: str, user_id: str) -> list[Viewer]:
        """Return who else looks at the ticket, who came first first."""
        now = utc_now()
        with self._lock:
            there = list(self._viewers.get(ref, {}).values())
        found = [who for who in there if who.user_id != user_id and who.is_there(now)]
        return sorted(found, key=lambda who: who.opened_at)

    def _forget(self, now: datetime) -> None:
        """Keep nobody who has gone, so that the memory does not grow."""
        kept = {
            ref: {key: who for key, who in there.items() if who.is_there(now)}
            for ref, there in self._viewers.items()
        }
        self._viewers = {ref: there for ref, there in kept.items() if there}
