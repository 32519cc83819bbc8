"""Writing the audit log, in the transaction of the change it records."""

from datetime import datetime
from itertools import takewhile

import structlog
from sqlalchemy.orm import Session

from api.audit import repository
from api.audit.chain import GENESIS, Entry, at_text, seal_anchor, seal_entry
from api.audit.head_file import Head
from api.audit.keys import Keyring
from api.audit.repository import Anchor, Sealed
from api.audit.sealing import CARRIED, Sealing, sealing_in
from api.db import Database, after_commit, utc_now

log = structlog.get_logger(__name__)
SYSTEM = "system"
BEGUN = "audit_begun"
"""Here the head file begins: with the chain, or anew because the file before it was lost."""


def record(
    session: Session, *, actor_id: str, action: str, object_kind: str, object_id: str
) -> None:
    """Add one entry; it is committed or rolled back with the change itself.

    The head of the chain is held until then: whoever else records something waits.
    """
    sealing = sealing_in(session)
    place = repository.take_place(session)
    if place is None:
        begin(session)
        place = repository.take_place(session)
        assert place is not None  # begun just now, or by whoever we waited for
    at = utc_now()
    entry = Entry(place.number, at_text(at), actor_id, action, object_kind, object_id)
    key = sealing.keys.current
    mac = seal_entry(key, entry, previous=place.mac)
    repository.add(session, entry, at, key.key_id, mac)
    repository.set_head(session, Head(place.number, mac))
    _follow_after_commit(session, sealing)


def begin(session: Session) -> None:
    """The chain has begun: entries from before it are sealed, as they stand now, in their order."""
    if not repository.make_head(session):
        return
    key, previous, number = sealing_in(session).keys.current, GENESIS, 0
    for old in list(repository.entries(session)):
        number = old.entry.number
        previous = seal_entry(key, old.entry, previous)
        repository.seal(session, number, key.key_id, previous)
    repository.set_head(session, Head(number, previous))
    record(session, actor_id=SYSTEM, action=BEGUN, object_kind="audit", object_id=str(number))


def begin_head_file(session: Session) -> None:
    """The head file may begin here: the one before it was lost, and that is in the log itself."""
    record(session, actor_id=SYSTEM, action=BEGUN, object_kind="audit", object_id="head_file")


def start(database: Database) -> None:
    """The chain has begun, and the head file says what the last process may have left unsaid."""
    with database.writing() as session:
        begin(session)
        _follow_after_commit(session, sealing_in(session))


def _follow_after_commit(session: Session, sealing: Sealing) -> None:
    """Have the head file follow once this transaction has committed, once however much it adds."""
    head_file, planned = sealing.head_file, f"{CARRIED}_follows"
    if head_file is None or session.info.get(planned):
        return
    session.info[planned] = True
    engine = session.get_bind().engine
    after_commit(session, lambda: session.info.pop(planned))
    after_commit(session, lambda: head_file.follow(lambda: repository.committed_head(engine)))


def was_recorded(session: Session, *, actor_id: str, action: str, object_id: str) -> bool:
    """Say whether that person did that to that object."""
    return repository.exists(session, actor_id=actor_id, action=action, object_id=object_id)


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` entries from before that moment; return their dates.

    From the beginning of the chain on, up to the first that is not due; an anchor says where it
    begins now. Nothing is deleted if what is due is not as it was written: that is evidence.
    """
    begin(session)
    oldest = repository.entries(session, limit=limit)
    due = list(takewhile(lambda row: row.entry.at < at_text(before), oldest))
    if not due:
        return []
    keys = sealing_in(session).keys
    anchored = repository.anchor(session)
    last = _end_of(due, keys, anchored.chain_mac if anchored else GENESIS)
    if last is None:
        log.error("audit_purge_refused", through=due[-1].entry.number)
        return []
    at, key, number = utc_now(), keys.current, due[-1].entry.number
    mac = seal_anchor(key, number, last, at_text(at))
    repository.set_anchor(session, at, Anchor(number, last, at_text(at), key.key_id, mac))
    return repository.delete_through(session, number)


def _end_of(due: list[Sealed], keys: Keyring, previous: str) -> str | None:
    """Return the code that those entries end with, None if they are not as they were written."""
    for row in due:
        age = keys.age(row.key_id)
        if age is None or row.mac != seal_entry(keys.keys[age], row.entry, previous):
            return None
        previous = row.mac
    return previous
