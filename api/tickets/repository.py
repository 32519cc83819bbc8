"""Queries on tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from api.db import insert_into
from api.tickets import paper_queries
from api.tickets.models import Ticket, TicketCounter, TicketSubscriber
from api.tickets.states import OWED, State


def next_number(session: Session, year: int) -> int:
    """Return the next number of the year; one statement, so no two tickets share it."""
    statement = (
        insert_into(session, TicketCounter)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": TicketCounter.last + 1})
        .returning(TicketCounter.last)
    )
    return session.execute(statement).scalar_one()


def find(session: Session, ref: str) -> Ticket | None:
    """Return that ticket, whoever asked it."""
    return session.get(Ticket, ref)


def lock(session: Session, refs: Iterable[str]) -> None:
    """Have nobody else change those tickets before this transaction ends.

    In the order of their references, so that two who lock the same never wait for each other.
    """
    rows = select(Ticket.ref).where(Ticket.ref.in_(list(refs))).order_by(Ticket.ref)
    session.execute(rows.with_for_update()).all()


def merged_into(session: Session, ref: str) -> list[str]:
    """Return the references of the tickets joined with that one, the oldest first."""
    joined = select(Ticket.ref).where(Ticket.merged_into == ref).order_by(Ticket.ref)
    return list(session.scalars(joined))


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as one person got it: the asker, or somebody who joined."""

    ref: str
    user_id: str
    conversation_id: str | None
    answer: str
    answered_at: datetime


def answers_with(
    session: Session, words: str, ref: str | None, since: datetime
) -> list[GivenAnswer]:
    """Return who was given an answer with these words in it, or that of ticket `ref`, since then.

    One for the asker and one for each who joined.
    """
    told = (Ticket.answer, Ticket.answered_at)
    asked = select(Ticket.ref, Ticket.asker_id.label("user_id"), Ticket.conversation_id, *told)
    joined = select(
        Ticket.ref, TicketSubscriber.user_id, TicketSubscriber.conversation_id, *told
    ).join(TicketSubscriber, TicketSubscriber.ref == Ticket.ref)
    has_it = Ticket.answer.contains(words, autoescape=True) | (Ticket.ref == ref)
    return [
        GivenAnswer(row.ref, row.user_id, row.conversation_id, row.answer or "", row.answered_at)
        for query in (asked, joined)
        for row in session.execute(query.where(has_it, Ticket.answered_at >= since))
    ]


def of_asker(session: Session, user_id: str, limit: int, before: str | None) -> list[Ticket]:
    """Return the tickets the user asked or joined, the newest first, from below `before`."""
    joined = select(TicketSubscriber.ref).where(TicketSubscriber.user_id == user_id)
    query = select(Ticket).where(or_(Ticket.asker_id == user_id, Ticket.ref.in_(joined)))
    if before:
        query = query.where(Ticket.ref < before)
    return list(session.scalars(query.order_by(Ticket.ref.desc()).limit(limit)))


def refs_of(session: Session, conversation_id: str) -> list[str]:
    """Return the references of a conversation's tickets, the oldest first."""
    of_it = select(Ticket.ref).where(Ticket.conversation_id == conversation_id)
    return list(session.scalars(of_it.order_by(Ticket.ref)))


def unread(session: Session, user_id: str) -> int:
    """Return how many tickets the user asked or joined hold an answer they have not seen."""
    asked = (
        select(func.count())
        .select_from(Ticket)
        .where(
            Ticket.asker_id == user_id, Ticket.answered_at.is_not(None), Ticket.seen_at.is_(None)
        )
    )
    joined = (
        select(func.count())
        .select_from(TicketSubscriber)
        .join(Ticket, Ticket.ref == TicketSubscriber.ref)
        .where(
            TicketSubscriber.user_id == user_id,
            Ticket.answered_at.is_not(None),
            TicketSubscriber.seen_at.is_(None),
        )
    )
    return (session.scalar(asked) or 0) + (session.scalar(joined) or 0)


def subscriber(session: Session, ref: str, user_id: str) -> TicketSubscriber | None:
    """Return the user's subscription to the ticket."""
    return session.get(TicketSubscriber, (ref, user_id))


def subscribers(session: Session, ref: str) -> list[TicketSubscriber]:
    """Return who else waits for the ticket's answer, in the order they joined."""
    query = select(TicketSubscriber).where(TicketSubscriber.ref == ref)
    return list(session.scalars(query.order_by(TicketSubscriber.joined_at)))


def waiting(session: Session, ref: str) -> int:
    """Return how many others wait for the ticket's answer."""
    query = select(func.count()).select_from(TicketSubscriber)
    return session.scalar(query.where(TicketSubscriber.ref == ref)) or 0


def owed_to_others(
    session: Session, user_id: str, states: Iterable[State], limit: int
) -> list[Ticket]:
    """Return tickets in those states that the user neither asked nor joined, newest first."""
    joined = select(TicketSubscriber.ref).where(TicketSubscriber.user_id == user_id)
    query = select(Ticket).where(
        Ticket.state.in_(list(states)), Ticket.asker_id != user_id, Ticket.ref.not_in(joined)
    )
    return list(session.scalars(query.order_by(Ticket.ref.desc()).limit(limit)))


def newest_but(session: Session, ref: str, limit: int) -> list[tuple[str, str]]:
    """Return reference and question of the newest other tickets that lead to an answer.

    That are those with an answer, and those that are still owed one.
    """
    leads = or_(Ticket.answer.is_not(None), Ticket.state.in_([*OWED]))
    found = select(Ticket.ref, Ticket.question).where(Ticket.ref != ref, leads)
    rows = session.execute(found.order_by(Ticket.ref.desc()).limit(limit))
    return [(ref, question) for ref, question in rows]


def unlink_conversation(session: Session, conversation_id: str) -> None:
    """Let the tickets of a conversation live on without it; an answer then waits at the requests.

    What was still to be delivered to the conversation is to be delivered nowhere.
    """
    for table in (Ticket, TicketSubscriber):
        of_it = table.conversation_id == conversation_id
        session.execute(
            update(table).where(of_it, table.delivery == "pending").values(delivery="none")
        )
        session.execute(update(table).where(of_it).values(conversation_id=None))


def conversations_owed() -> Select[tuple[str]]:
    """Select the ids of the conversations that an answer of the Hub is still to come back into."""
    asked = select(Ticket.conversation_id).where(Ticket.state.in_([*OWED]))
    joined = (
        select(TicketSubscriber.conversation_id)
        .join(Ticket, Ticket.ref == TicketSubscriber.ref)
        .where(Ticket.state.in_([*OWED]))
    )
    either = asked.union_all(joined).subquery()
    return select(either.c.conversation_id).where(either.c.conversation_id.is_not(None))


def purge_texts(session: Session, before: datetime, limit: int, words: str) -> list[datetime]:
    """Put `words` in the place of what at most `limit` finished tickets say; return their dates.

    Finished is what nobody will move any more; reference, kind, state and dates stay.
    """
    rows = session.scalars(
        select(Ticket)
        .where(
            Ticket.updated_at < before,
            Ticket.state.not_in([*OWED]),
            Ticket.question != words,
        )
        .order_by(Ticket.updated_at)
        .limit(limit)
    ).all()
    paper_queries.forget(session, [ticket.ref for ticket in rows])
    joined = TicketSubscriber.ref.in_([ticket.ref for ticket in rows])
    session.execute(update(TicketSubscriber).where(joined).values(name=words))
    for ticket in rows:
        ticket.question, ticket.details, ticket.asker_name = words, {}, words
        ticket.answer = words if ticket.answer else None
        ticket.reopen_reason = None
    return [row.updated_at for row in rows]
