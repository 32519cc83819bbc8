"""Queries on what hangs on tickets."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.tickets.papers import (
    AnswerTemplate,
    TicketHandOver,
    TicketNote,
    TicketTelling,
)


def notes(session: Session, ref: str) -> list[TicketNote]:
    """Return the ticket's notes, the oldest first."""
    return list(
        session.scalars(select(TicketNote).where(TicketNote.ref == ref).order_by(TicketNote.id))
    )


def note(session: Session, ref: str, note_id: int) -> TicketNote | None:
    """Return that note if it hangs on that ticket."""
    found = select(TicketNote).where(TicketNote.id == note_id, TicketNote.ref == ref)
    return session.scalar(found)


def hand_overs(session: Session, ref: str) -> list[TicketHandOver]:
    """Return the ticket's ways to partners and back, the oldest first."""
    of_it = select(TicketHandOver).where(TicketHandOver.ref == ref)
    return list(session.scalars(of_it.order_by(TicketHandOver.id)))


def tellings(session: Session, ref: str) -> list[TicketTelling]:
    """Return who was told the ticket's answer by hand, the oldest first."""
    of_it = select(TicketTelling).where(TicketTelling.ref == ref)
    return list(session.scalars(of_it.order_by(TicketTelling.id)))


def templates(session: Session) -> list[AnswerTemplate]:
    """Return every template, by name."""
    return list(session.scalars(select(AnswerTemplate).order_by(AnswerTemplate.name)))


def template(session: Session, template_id: int) -> AnswerTemplate | None:
    """Return that template."""
    return session.get(AnswerTemplate, template_id)


def template_named(session: Session, name: str) -> AnswerTemplate | None:
    """Return the template of that name, however it is written in capitals."""
    found = select(AnswerTemplate).where(func.lower(AnswerTemplate.name) == name.lower())
    return session.scalar(found)


def forget(session: Session, refs: Sequence[str]) -> None:
    """Delete what was written beside those tickets."""
    for table in (TicketNote, TicketHandOver, TicketTelling):
        session.execute(delete(table).where(table.ref.in_(refs)))
