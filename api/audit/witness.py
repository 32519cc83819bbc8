"""Does the file outside the database know the same entries?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.audit.chain import Entry
from api.audit.head_file import Head, UnreadableLine
from api.audit.report import Fault, Report
from api.audit.repository import Anchor, Sealed
from api.audit.service import BEGUN

LAG = timedelta(seconds=60)
"""What a crash leaves unsaid was all written within this time."""


class Witness:
    """Goes along the head file beside the chain, both in the order of their numbers."""

    def __init__(self, heads: Iterator[Head], report: Report, anchor: Anchor | None) -> None:
        """Begin at the first line that is about what was not purged."""
        self._heads, self._report = heads, report
        self._line = self._read(0)
        self._first = self._line.number if self._line else None
        self._since: str | None = None  # since when nothing was said
        self._newest: str | None = None
        self._begun_at: str | None = None
        while anchor is not None and self._line and self._line.number <= anchor.through:
            if self._line.number == anchor.through:
                self._compare(anchor.through, anchor.chain_mac)
            self._next()

    def look_at(self, row: Sealed) -> None:
        """Check one entry, the next by its number."""
        entry = row.entry
        if entry.action == BEGUN:
            self._begun_at = entry.at
            if self._first is None or entry.number <= self._first:
                self._report.unsaid, self._since = 0, None  # nothing before had to be said
        if entry.number == self._first:
            self._check_beginning(entry)
        while self._line is not None and self._line.number < entry.number:
            words = f"The head file knows entry {self._line.number}, which is not there."
            self._report.add(Fault.HEAD_FILE, self._line.number, words)
            self._next()
        self._newest = entry.at
        if self._line is not None and self._line.number == entry.number:
            self._compare(entry.number, row.mac)
            self._report.unsaid, self._since = 0, None
            self._next()
        else:
            self._report.unsaid += 1
            self._since = self._since or entry.at

    def end(self, last: int) -> None:
        """Check that the file knows nothing later, and leaves no more unsaid than a crash does."""
        known = 0
        while self._line is not None:
            known = self._line.number
            self._next()
        if known:
            words = f"The log ends at {last}, but the head file knows entry {known}: it was cut."
            self._report.add(Fault.CUT, last, words)
        if self._since and self._newest and _apart(self._since, self._newest) > LAG:
            words = f"The head file says nothing of the last {self._report.unsaid} entries: more "
            self._report.add(Fault.HEAD_FILE, last, words + "than a crash leaves.")

    def _check_beginning(self, entry: Entry) -> None:
        """The file may begin where the log says that it does, or with what was purged."""
        if self._begun_at is None or _apart(self._begun_at, entry.at) > LAG:
            words = f"The head file begins at entry {entry.number}: what it said before is gone."
            self._report.add(Fault.HEAD_FILE, entry.number, words)

    def _compare(self, number: int, mac: str | None) -> None:
        if self._line is not None and self._line.mac != mac:
            words = f"Entry {number} is another one than the head file knows."
            self._report.add(Fault.HEAD_FILE, number, words)

    def _next(self) -> None:
        self._line = self._read(self._line.number if self._line else 0)

    def _read(self, before: int) -> Head | None:
        """Return the next line, which must be about a later entry than `before`."""
        try:
            line = next(self._heads, None)
        except UnreadableLine as error:
            words = f"Head file: {error}; what follows was not read."
            self._report.add(Fault.HEAD_FILE, before, words)
            return None
        if line is not None and line.number <= before:
            words = f"Head file: entry {line.number} stands after {before}."
            self._report.add(Fault.HEAD_FILE, line.number, words)
        return line


def _apart(one: str, other: str) -> timedelta:
    """Return the time between two moments as they are sealed; the longest if one is none."""
    try:
        return abs(datetime.fromisoformat(other) - datetime.fromisoformat(one))
    except ValueError:
        return timedelta.max
