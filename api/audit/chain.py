"""What is sealed, byte for byte. A change here makes every log that was written before invalid.

The code of an entry is HMAC-SHA256, as hex, over a JSON array without white space in ASCII:

    ["audit-entry/1", number, at, actor_id, action, object_kind, object_id, key_id, previous]

`at` is UTC as 2026-11-23T21:37:10.123456Z, always with six digits; `previous` is the code of the
entry before, 64 zeros for the first there ever was. The anchor of a purge is sealed the same way:

    ["audit-anchor/1", through, chain_mac, at, key_id]
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from api.audit.keys import Key

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """What one entry says. `at` is as it is sealed."""

    number: int
    at: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str


def at_text(at: datetime | str) -> str:
    """Return a moment as it is sealed; a text is one that SQLite has stored, of whatever form."""
    if isinstance(at, str):
        return at.replace(" ", "T") + "Z"
    naive = at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def seal_entry(key: Key, entry: Entry, previous: str) -> str:
    """Return the code of the entry that follows on the one with the code `previous`."""
    return _seal(
        key,
        "audit-entry/1",
        entry.number,
        entry.at,
        entry.actor_id,
        entry.action,
        entry.object_kind,
        entry.object_id,
        key.key_id,
        previous,
    )


def seal_anchor(key: Key, through: int, chain_mac: str, at: str) -> str:
    """Return the code of an anchor."""
    return _seal(key, "audit-anchor/1", through, chain_mac, at, key.key_id)


def _seal(key: Key, *parts: object) -> str:
    # repr: whatever somebody has put in the place of a text must be sealed too, not crash
    return key.sign(json.dumps(parts, separators=(",", ":"), default=repr).encode("ascii"))
