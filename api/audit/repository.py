"""Queries on the audit log, its head and its anchor.

Plain statements on the tables, not the session's objects: a record is written where it is made,
flushes nothing else, and a savepoint that is rolled back takes it along with the head.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, String, Table, delete, func, insert, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.audit.chain import GENESIS, Entry, at_text
from api.audit.head_file import Head
from api.audit.models import AuditAnchor, AuditEntry, AuditHead

ENTRIES: Table = AuditEntry.__table__  # type: ignore[assignment]
HEAD: Table = AuditHead.__table__  # type: ignore[assignment]
ANCHOR: Table = AuditAnchor.__table__  # type: ignore[assignment]
AS_STORED = tuple(
    type_coerce(column, String).label("at") if column is ENTRIES.c.at else column
    for column in ENTRIES.c
)
"""Every column, the time as the database has it: somebody may have put there what is no time."""
ONLY = 1
BATCH = 1000


@dataclass(frozen=True)
class Sealed:
    """An entry as it is stored, with its code; None in a row that nobody sealed."""

    entry: Entry
    key_id: str | None
    mac: str | None


@dataclass(frozen=True)
class Anchor:
    """Where the chain begins since the last purge."""

    through: int
    chain_mac: str
    at: str
    key_id: str
    mac: str


def take_place(session: Session) -> Head | None:
    """Return the next entry's number and the code it follows on; None before the chain began.

    One statement: it holds the head until this transaction ends, so that no two take one place.
    Past any row that somebody else has put in; it is found later, and hinders nobody now.
    """
    last = select(func.coalesce(func.max(ENTRIES.c.id), 0)).scalar_subquery()
    greater = func.max if session.get_bind().dialect.name == "sqlite" else func.greatest
    row = session.execute(
        update(HEAD)
        .where(HEAD.c.id == ONLY)
        .values(number=greater(HEAD.c.number, last) + 1)
        .returning(HEAD.c.number, HEAD.c.mac)
    ).first()
    return Head(row.number, row.mac) if row else None


def make_head(session: Session) -> bool:
    """Make the head, and say whether there was none."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    making = dialect.insert(HEAD).values(id=ONLY, number=0, mac=GENESIS).on_conflict_do_nothing()
    return session.execute(making.returning(HEAD.c.id)).first() is not None


def set_head(session: Session, head: Head) -> None:
    """Have the chain end there."""
    session.execute(update(HEAD).values(number=head.number, mac=head.mac))


def head(session: Session) -> Head | None:
    """Return where the chain ends, None before it began."""
    row = session.execute(select(HEAD.c.number, HEAD.c.mac)).first()
    return Head(row.number, row.mac) if row else None


def committed_head(engine: Engine) -> Head | None:
    """Return where the chain ends for everybody."""
    with engine.execution_options(immediate=False).connect() as connection:
        row = connection.execute(select(HEAD.c.number, HEAD.c.mac)).first()
    return Head(row.number, row.mac) if row else None


def add(session: Session, entry: Entry, at: datetime, key_id: str, mac: str) -> None:
    """Add a sealed entry."""
    session.execute(
        insert(ENTRIES).values(
            id=entry.number,
            at=at,
            actor_id=entry.actor_id,
            action=entry.action,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            key_id=key_id,
            mac=mac,
        )
    )


def seal(session: Session, number: int, key_id: str, mac: str) -> None:
    """Seal a row from before the chain began."""
    row = update(ENTRIES).where(ENTRIES.c.id == number)
    session.execute(row.values(key_id=key_id, mac=mac))


def entries(session: Session, after: int = 0, limit: int | None = None) -> Iterator[Sealed]:
    """Yield entries by number from above `after`, in batches; at most `limit`."""
    given = 0
    while limit is None or given < limit:
        size = BATCH if limit is None else min(BATCH, limit - given)
        rows = session.execute(
            select(*AS_STORED).where(ENTRIES.c.id > after).order_by(ENTRIES.c.id).limit(size)
        ).all()
        for row in rows:
            entry = Entry(
                row.id, at_text(row.at), row.actor_id, row.action, row.object_kind, row.object_id
            )
            yield Sealed(entry, row.key_id, row.mac)
        if len(rows) < size:
            return
        after, given = rows[-1].id, given + len(rows)


def anchor(session: Session) -> Anchor | None:
    """Return where the chain begins since the last purge, None before the first."""
    at = type_coerce(ANCHOR.c.at, String).label("at")
    row = session.execute(
        select(ANCHOR.c.through, ANCHOR.c.chain_mac, at, ANCHOR.c.key_id, ANCHOR.c.mac)
    ).first()
    return Anchor(row.through, row.chain_mac, at_text(row.at), row.key_id, row.mac) if row else None


def set_anchor(session: Session, at: datetime, anchored: Anchor) -> None:
    """Have the chain begin there, in the place of where it began before."""
    session.execute(delete(ANCHOR))
    values = {"through": anchored.through, "chain_mac": anchored.chain_mac, "at": at}
    sealed = {"key_id": anchored.key_id, "mac": anchored.mac}
    session.execute(insert(ANCHOR).values(id=ONLY, **values, **sealed))


def delete_through(session: Session, number: int) -> list[datetime]:
    """Delete the entries up to that number and return their dates."""
    gone = delete(ENTRIES).where(ENTRIES.c.id <= number).returning(ENTRIES.c.at)
    return list(session.scalars(gone))


def exists(session: Session, *, actor_id: str, action: str, object_id: str) -> bool:
    """Say whether there is such an entry."""
    found = select(ENTRIES.c.id).where(
        ENTRIES.c.object_id == object_id,
        ENTRIES.c.action == action,
        ENTRIES.c.actor_id == actor_id,
    )
    return session.scalar(found.limit(1)) is not None


@dataclass(frozen=True)
class Wanted:
    """Which entries: each part narrows them, None and empty do not. `until` is not included."""

    actor_ids: Sequence[str] | None = None
    action: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def page(session: Session, wanted: Wanted, limit: int, before: int | None) -> list[AuditEntry]:
    """Return entries that are wanted, the newest first, from below the number `before`."""
    query = select(AuditEntry).where(*_conditions(wanted))
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)))


def _conditions(wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.actor_ids is not None:
        found.append(AuditEntry.actor_id.in_(wanted.actor_ids))
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.object_id:
        found.append(AuditEntry.object_id == wanted.object_id)
    if wanted.since:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.until:
        found.append(AuditEntry.at < wanted.until)
    return found


def actions(session: Session) -> list[str]:
    """Return every action that some entry has, by name."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def snapshot(session: Session) -> None:
    """All that this session reads from here on is of one moment; SQLite's transactions are."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
