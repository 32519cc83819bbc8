"""What verifying the log has found: sentences for whoever has to act on them."""

from dataclasses import dataclass, field
from enum import StrEnum

MOST_SHOWN = 20


class Fault(StrEnum):
    """What can be wrong; docs/runbook.md says what to do about each."""

    CHANGED = "changed"
    PUT_IN = "put_in"
    MISSING = "missing"
    CUT = "cut"
    OLD_KEY = "old_key"
    ANCHOR = "anchor"
    HEAD_FILE = "head_file"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, with the number of the entry that it was seen at."""

    fault: Fault
    number: int
    words: str


@dataclass
class Report:
    """What was looked at and what was found; of many findings the first, and how many.

    `keys` counts entries by the key they were made with; `unsaid` is how many of the last ones the
    head file does not know yet.
    """

    entries: int = 0
    first: int = 0
    last: int = 0
    purged_through: int = 0
    unsaid: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    found: int = 0

    @property
    def holds(self) -> bool:
        """Say whether nothing is wrong."""
        return self.found == 0

    @property
    def sentence(self) -> str:
        """Say it in a line."""
        if not self.holds:
            things = "thing is" if self.found == 1 else "things are"
            return f"The audit log does NOT hold: {self.found} {things} wrong."
        purged = f" Entries up to {self.purged_through} were purged." if self.purged_through else ""
        if not self.entries:
            return f"The audit log holds: it has no entries.{purged}"
        span = f"{self.entries} entries, {self.first} to {self.last}"
        return f"The audit log holds: {span}, as they were written.{purged}"

    def add(self, fault: Fault, number: int, words: str) -> None:
        """Note something that is wrong."""
        self.found += 1
        if len(self.findings) < MOST_SHOWN:
            self.findings.append(Finding(fault, number, words))
