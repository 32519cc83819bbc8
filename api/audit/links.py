"""Does each entry follow on the one before it, from the last purge to the head?"""

from api.audit.chain import GENESIS, seal_anchor, seal_entry
from api.audit.head_file import Head
from api.audit.keys import Keyring
from api.audit.report import Fault, Report
from api.audit.repository import Anchor, Sealed

WORDS = {
    Fault.CHANGED: "Entry {} is not what was written: it was changed or moved.",
    Fault.PUT_IN: "Entry {} was put in by somebody else than the assistant.",
}


class Links:
    """Goes along the chain. An entry that does not fit is doubted until a later one fits again:

    on its own code, then it was changed; past it, then it was put in.
    """

    def __init__(self, keys: Keyring, report: Report, anchor: Anchor | None) -> None:
        """Begin at the anchor, without one at the first entry there ever was."""
        self._keys, self._report = keys, report
        self._good = self._link = GENESIS  # what the last entry that fits, and the last one, end in
        self._last = 0
        self._newest_key = 0
        self._doubted: list[int] = []
        if anchor is not None:
            self._begin_at(anchor)

    def _begin_at(self, anchor: Anchor) -> None:
        age = self._keys.age(anchor.key_id)
        sealed = (anchor.through, anchor.chain_mac, anchor.at)
        if age is None or seal_anchor(self._keys.keys[age], *sealed) != anchor.mac:
            words = "The mark of the last purge was not made with a key of ours: entries up to {} "
            words = words.format(anchor.through) + "were taken away otherwise."
            self._report.add(Fault.ANCHOR, anchor.through, words)
        self._good = self._link = anchor.chain_mac
        self._last = self._report.purged_through = anchor.through

    def look_at(self, row: Sealed) -> None:
        """Check one entry, the next by its number."""
        number = row.entry.number
        self._report.entries += 1
        self._report.first = self._report.first or number
        if self._follows(row, self._link):
            copied = self._link == self._good  # with the code of the one before it
            self._settle(Fault.PUT_IN if copied else Fault.CHANGED)
            self._vouch_for(row)
        elif self._doubted and self._follows(row, self._good):
            self._settle(Fault.PUT_IN)
            self._vouch_for(row)
        elif not self._doubted and number > self._last + 1 and self._is_sealed(row):
            self._say_missing(number)
            self._vouch_for(row)
        else:
            self._doubted.append(number)
        self._link = row.mac or ""
        self._last = self._report.last = number

    def end(self, head: Head | None) -> None:
        """Check that the chain ends where the database says that it does."""
        if self._doubted and head is not None and head.mac == self._good:
            self._settle(Fault.PUT_IN)  # the head is that of the entry before them
            return
        self._settle(Fault.CHANGED)
        if head is None:
            if self._report.entries or self._report.purged_through:
                words = "The chain has no head: it has not begun, or its head was taken away."
                self._report.add(Fault.CUT, self._last, words)
        elif (head.number, head.mac) != (self._last, self._link):
            words = f"The log ends at {self._last}, but entry {head.number} was written last."
            self._report.add(Fault.CUT, self._last, words)

    def _follows(self, row: Sealed, previous: str) -> bool:
        age = self._keys.age(row.key_id)
        return age is not None and row.mac == seal_entry(self._keys.keys[age], row.entry, previous)

    def _is_sealed(self, row: Sealed) -> bool:
        return row.mac is not None and self._keys.age(row.key_id) is not None

    def _vouch_for(self, row: Sealed) -> None:
        self._good = row.mac or ""
        name, age = row.key_id or "", self._keys.age(row.key_id) or 0
        self._report.keys[name] = self._report.keys.get(name, 0) + 1
        if age < self._newest_key:
            words = f"Entry {row.entry.number} was made with a key that had been replaced by then."
            self._report.add(Fault.OLD_KEY, row.entry.number, words)
        self._newest_key = max(self._newest_key, age)

    def _say_missing(self, number: int) -> None:
        first, last = self._last + 1, number - 1
        gone = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
        self._report.add(Fault.MISSING, first, f"{gone} missing.")

    def _settle(self, fault: Fault) -> None:
        """Say what the doubted entries are."""
        for number in self._doubted:
            self._report.add(fault, number, WORDS[fault].format(number))
        self._doubted = []
