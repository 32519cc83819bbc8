"""Notes on a ticket, for the Hub alone: no view of an officer holds them."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import paper_queries
from api.tickets.papers import TicketNote
from api.tickets.reading import find_for_hub
from api.tickets.schemas import NewNote, NoteShown

EDITABLE_FOR: Final = timedelta(minutes=30)
"""Long enough to mend what one has just written; after that others may have acted on it."""


def notes_on(session: Session, principal: Principal, ref: str) -> list[NoteShown]:
    """Return the ticket's notes, the oldest first; 404 to everybody but the Hub."""
    find_for_hub(session, principal, ref)
    return [_shown(row, principal) for row in paper_queries.notes(session, ref)]


def add_note(session: Session, principal: Principal, ref: str, new: NewNote) -> NoteShown:
    """Note something on the ticket, in whatever state it is."""
    find_for_hub(session, principal, ref)
    now = utc_now()
    row = TicketNote(
        ref=ref,
        author_id=principal.user_id,
        author_name=principal.name,
        text=redact(new.text).text,
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, principal, "note_added", row)
    return _shown(row, principal)


def edit_note(
    session: Session,
    principal: Principal,
    ref: str,
    note_id: int,
    new: NewNote,
    version: int | None = None,
) -> NoteShown:
    """Put other words in the place of one's own note; 409 `note_final` once that is over."""
    find_for_hub(session, principal, ref)
    row = paper_queries.note(session, ref, note_id)
    if row is None:
        raise not_found("note")
    if not _editable(row, principal):
        minutes = EDITABLE_FOR.seconds // 60
        detail = f"A note can be changed by who wrote it, for {minutes} minutes. Add another one."
        raise Problem(409, "note_final", detail)
    if version is not None and version != row.version:
        raise Problem(412, "changed_meanwhile", "This note changed meanwhile. Look at it again.")
    row.text, row.updated_at = redact(new.text).text, utc_now()
    row.version += 1
    _record(session, principal, "note_edited", row)
    return _shown(row, principal)


def _editable(row: TicketNote, reader: Principal) -> bool:
    return row.author_id == reader.user_id and utc_now() - row.created_at < EDITABLE_FOR


def _record(session: Session, principal: Principal, action: str, row: TicketNote) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="ticket_note",
        object_id=str(row.id),
    )


def _shown(row: TicketNote, reader: Principal) -> NoteShown:
    return NoteShown(
        id=row.id,
        author_name=row.author_name,
        text=row.text,
        version=row.version,
        edited=row.version > 1,
        editable=_editable(row, reader),
        created_at=row.created_at,
    )
