"""The end of the chain, written outside the database after each commit.

Whoever cuts the end off the log in the database cannot make this file say less: a line a commit,
appended and synced, `number code time`. It may lag behind by what a crash left unwritten; the
next commit, and the next start, bring it in step.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.audit.chain import at_text
from api.db import utc_now

log = structlog.get_logger(__name__)
LINE = re.compile(r"(\d+) ([0-9a-f]{64}) \S+")
TAIL_BYTES = 512  # more than any line has


@dataclass(frozen=True)
class Head:
    """The last entry's number and code; 0 and GENESIS before the first."""

    number: int
    mac: str


class UnreadableLine(Exception):
    """A whole line of the file that is not one of ours."""

    def __init__(self, line_number: int) -> None:
        """Say which, from 1."""
        super().__init__(f"line {line_number} is not one of ours")
        self.line_number = line_number


@dataclass(frozen=True)
class HeadFile:
    """The file at `path`; it and its folder are made when the first head is written."""

    path: Path

    def follow(self, read_head: Callable[[], Head | None]) -> None:
        """The file ends with what `read_head` returns, unless that is not news.

        The head is read while the file is held, so that lines never go back. A fault is logged:
        what was committed is committed, and the next commit tries again.
        """
        try:
            self._follow(read_head)
        except (OSError, SQLAlchemyError) as error:
            log.error("audit_head_not_written", error=type(error).__name__)

    def _follow(self, read_head: Callable[[], Head | None]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _drop_torn_line(file.fileno())
            head = read_head()
            if head is None or (last is not None and head == last):
                return
            if last is not None and head.number <= last.number:
                log.error("audit_head_behind_file", head=head.number, file=last.number)
                return
            file.seek(0, os.SEEK_END)
            file.write(f"{head.number} {head.mac} {at_text(utc_now())}\n".encode())
            file.flush()
            os.fsync(file.fileno())

    def size(self) -> int:
        """Return how much has been written by now, 0 if there is no file."""
        return self.path.stat().st_size if self.path.exists() else 0

    def heads(self, size: int) -> Iterator[Head]:
        """Yield what the first `size` bytes say, the oldest first; a line torn at the end not.

        UnreadableLine where one is not ours.
        """
        if size == 0:
            return
        with self.path.open("rb") as file:
            for line_number, line in enumerate(file, start=1):
                if file.tell() > size or not line.endswith(b"\n"):
                    return
                yield _parse(line, line_number)


def _parse(line: bytes, line_number: int) -> Head:
    found = LINE.fullmatch(line.decode("ascii", "replace").rstrip("\n"))
    if found is None:
        raise UnreadableLine(line_number)
    return Head(int(found[1]), found[2])


def _drop_torn_line(descriptor: int) -> Head | None:
    """Cut off what a crash left of a line, and return what the last whole one says, if any."""
    size = os.fstat(descriptor).st_size
    start = max(0, size - TAIL_BYTES)
    tail = os.pread(descriptor, TAIL_BYTES, start)
    whole, newline, torn = tail.rpartition(b"\n")
    if torn:
        os.ftruncate(descriptor, size - len(torn))
    if not newline:
        return None
    try:
        return _parse(whole.rpartition(b"\n")[2] + b"\n", 0)
    except UnreadableLine:
        return None  # verify says so; writing goes on
