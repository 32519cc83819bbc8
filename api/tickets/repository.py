"""Queries on tickets."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from api.tickets.models import Ticket, TicketCounter
from api.tickets.states import State


def next_number(session: Session, year: int) -> int:
    """Return the next number of the year; one statement, so no two tickets share it."""
    statement = (
        insert(TicketCounter)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": TicketCounter.last + 1})
        .returning(TicketCounter.last)
    )
    return session.execute(statement).scalar_one()


def find(session: Session, ref: str) -> Ticket | None:
    """Return that ticket, whoever asked it."""
    return session.get(Ticket, ref)


def of_asker(session: Session, user_id: str, limit: int, before: str | None) -> list[Ticket]:
    """Return the user's tickets, the newest first, from below `before`."""
    query = select(Ticket).where(Ticket.asker_id == user_id)
    if before:
        query = query.where(Ticket.ref < before)
    return list(session.scalars(query.order_by(Ticket.ref.desc()).limit(limit)))


def in_states(
    session: Session, states: Iterable[State], limit: int, after: str | None
) -> list[Ticket]:
    """Return the Hub's tickets in those states, the oldest first, from above `after`."""
    query = select(Ticket).where(Ticket.state.in_(list(states)))
    if after:
        query = query.where(Ticket.ref > after)
    return list(session.scalars(query.order_by(Ticket.ref).limit(limit)))


def counts(session: Session) -> dict[str, int]:
    """Return how many tickets stand in each state that has any."""
    rows = session.execute(select(Ticket.state, func.count()).group_by(Ticket.state))
    return {state: number for state, number in rows}  # noqa: C416


def unread(session: Session, user_id: str) -> int:
    """Return how many of the user's tickets hold an answer they have not seen."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Ticket)
            .where(
                Ticket.asker_id == user_id,
                Ticket.answered_at.is_not(None),
                Ticket.seen_at.is_(None),
            )
        )
        or 0
    )
