"""Queries on what hangs on tickets."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.tickets.models import Ticket
from api.tickets.papers import (
    AnswerTemplate,
    TicketFile,
    TicketHandOver,
    TicketNote,
    TicketOutcome,
    TicketTelling,
)
from api.tickets.states import State


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


def outcome(session: Session, ref: str) -> TicketOutcome | None:
    """Return what is known of whether it worked, None if that is not to be asked."""
    return session.get(TicketOutcome, ref)


def outcomes_due(session: Session, today: date, limit: int) -> list[TicketOutcome]:
    """Return those to be asked by today, of tickets that have guidance, each nobody else's."""
    due = (
        select(TicketOutcome)
        .join(Ticket, Ticket.ref == TicketOutcome.ref)
        .where(TicketOutcome.ask_on <= today, TicketOutcome.asked_at.is_(None))
        .where(Ticket.state.in_([State.ANSWERED, State.CLOSED]), Ticket.close_reason.is_(None))
        .order_by(TicketOutcome.ask_on, TicketOutcome.ref)
        .limit(limit)
    )
    return list(session.scalars(due.with_for_update(of=TicketOutcome, skip_locked=True)))


def outcomes_unsaid(session: Session, user_id: str) -> list[str]:
    """Return the references of that asker's tickets that were asked about and not told of."""
    asked = (
        select(TicketOutcome.ref)
        .join(Ticket, Ticket.ref == TicketOutcome.ref)
        .where(Ticket.asker_id == user_id)
        .where(TicketOutcome.asked_at.is_not(None), TicketOutcome.said_at.is_(None))
    )
    return list(session.scalars(asked))


def files(session: Session, ref: str) -> list[TicketFile]:
    """Return the ticket's files, the oldest first."""
    of_it = select(TicketFile).where(TicketFile.ref == ref)
    return list(session.scalars(of_it.order_by(TicketFile.created_at, TicketFile.id)))


def file(session: Session, ref: str, file_id: str) -> TicketFile | None:
    """Return that file if it hangs on that ticket."""
    found = select(TicketFile).where(TicketFile.id == file_id, TicketFile.ref == ref)
    return session.scalar(found)


def count_files(session: Session, ref: str) -> int:
    """Return how many files hang on the ticket."""
    of_it = select(func.count()).select_from(TicketFile).where(TicketFile.ref == ref)
    return session.scalar(of_it) or 0


def all_file_ids(session: Session) -> list[str]:
    """Return the names of all files that hang on any ticket."""
    return list(session.scalars(select(TicketFile.id)))


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
    for table in (TicketFile, TicketNote, TicketHandOver, TicketTelling, TicketOutcome):
        session.execute(delete(table).where(table.ref.in_(refs)))
