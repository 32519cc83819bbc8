"""The audit log for administrators: what pages and JSON routes both do."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from api.audit import repository
from api.audit.exporting import Form, export
from api.audit.models import AuditEntry
from api.audit.repository import Wanted
from api.audit.schemas import EntryPage, EntryShown, Verified
from api.audit.sealing import sealing_of
from api.audit.service import SYSTEM, record
from api.audit.verifying import verify
from api.db import Database
from api.identity import repository as identity
from api.identity.roles import Principal
from api.settings import Settings

MEDIA_TYPES = {Form.JSONL: "application/jsonl", Form.CSV: "text/csv; charset=utf-8"}


def find(
    session: Session, wanted: Wanted, person: str, limit: int, before: int | None
) -> EntryPage:
    """Return entries that are wanted, by whoever `person` names if it is not empty."""
    if person:
        ids = identity.matching(session, person)
        wanted = replace(wanted, actor_ids=[*ids, SYSTEM] if person.lower() == SYSTEM else ids)
    rows = repository.page(session, wanted, limit + 1, before)
    names = identity.names_and_usernames(session, {row.actor_id for row in rows})
    items = [_shown(row, names.get(row.actor_id, ("", ""))) for row in rows[:limit]]
    return EntryPage(items=items, next=items[-1].number if len(rows) > limit else None)


def _shown(row: AuditEntry, names: tuple[str, str]) -> EntryShown:
    return EntryShown(
        number=row.id,
        at=row.at,
        actor_id=row.actor_id,
        actor=names[1],
        actor_name=names[0],
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
    )


def verify_now(database: Database, settings: Settings, principal: Principal) -> Verified:
    """Look at the whole log and say what is found; that it was looked at is an entry of it.

    Nobody waits to write while it is read.
    """
    sealing = sealing_of(settings)
    assert sealing.head_file is not None
    with database.reading() as session:
        report = verify(session, sealing.keys, sealing.head_file)
    with database.writing() as session:
        note(session, principal, "audit_verified", f"{report.last}, {report.found} wrong")
    return Verified.model_validate(report)


def note(session: Session, principal: Principal, action: str, object_id: str) -> None:
    """Record what was done with the log itself."""
    record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="audit",
        object_id=object_id,
    )


def lines(database: Database, form: Form) -> Iterator[str]:
    """Yield the whole log as a file, from a session of its own."""
    with database.reading() as session:
        yield from export(session, form, identity.usernames(session))
