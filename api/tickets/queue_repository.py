"""Queries of the queue: its order, its filters, how much is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Integer, Select, case, extract, func, or_, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from api.db import delete_older
from api.tickets.levels import ServiceLevels
from api.tickets.models import QueueView, Ticket, TicketSubscriber
from api.tickets.states import HELD, OWED, State

HOUR_S = 3600
ESCAPE = "\\"


@dataclass(frozen=True)
class Wanted:
    """Which tickets: each part that is not empty has to hold. `assignee_id` "" is nobody."""

    states: frozenset[State]
    queues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assignee_id: str | None = None
    overdue_at: datetime | None = None
    undelivered: bool = False
    words: tuple[str, ...] = ()


def weigh(session: Session, levels: ServiceLevels, ref: str | None = None) -> int:
    """Store people and need of one ticket, or of all; return how many changed. One statement."""
    others = (
        select(func.count())
        .select_from(TicketSubscriber)
        .where(TicketSubscriber.ref == Ticket.ref)
        .scalar_subquery()
    )
    need = case((Ticket.state.in_([*OWED]), _due_s() - _ahead_s(levels, others)), else_=None)
    statement = (
        update(Ticket)
        .where(or_(Ticket.need.is_distinct_from(need), Ticket.people != others + 1))
        .values(need=need, people=others + 1)
        .execution_options(synchronize_session=False)
    )
    if ref is not None:
        statement = statement.where(Ticket.ref == ref)
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def _due_s() -> ColumnElement[int]:
    return sql_cast(extract("epoch", Ticket.due_at), Integer)


def _ahead_s(levels: ServiceLevels, others: Any) -> ColumnElement[int]:
    """How many seconds sooner than it is due the ticket counts."""
    weights = levels.need
    by_urgency = case(
        {urgency.value: _seconds(level.ahead_h) for urgency, level in levels.urgencies.items()},
        value=Ticket.urgency,
        else_=0,
    )
    counted = case((others > weights.most_people, weights.most_people), else_=others)
    by_people = counted * _seconds(weights.person_h)
    return by_urgency + by_people + Ticket.harm * _seconds(weights.harm_h)


def _seconds(hours: float) -> int:
    return round(hours * HOUR_S)


def by_need(
    session: Session, wanted: Wanted, limit: int, after: tuple[int, str] | None
) -> list[Ticket]:
    """Return tickets that are owed an answer, the most needed first, from behind `after`."""
    query = _matching(wanted).where(Ticket.need.is_not(None))
    if after is not None:
        need, ref = after
        behind = or_(Ticket.need > need, (Ticket.need == need) & (Ticket.ref > ref))
        query = query.where(Ticket.need >= need, behind)  # the first part is what an index seeks
    return list(session.scalars(query.order_by(Ticket.need, Ticket.ref).limit(limit)))


def newest(session: Session, wanted: Wanted, limit: int, before: str | None) -> list[Ticket]:
    """Return tickets, the newest first, from below `before`."""
    query = _matching(wanted)
    if before is not None:
        query = query.where(Ticket.ref < before)
    return list(session.scalars(query.order_by(Ticket.ref.desc()).limit(limit)))


def oldest(session: Session, wanted: Wanted, limit: int, after: str | None) -> list[Ticket]:
    """Return tickets, the oldest first, from above `after`."""
    query = _matching(wanted)
    if after is not None:
        query = query.where(Ticket.ref > after)
    return list(session.scalars(query.order_by(Ticket.ref).limit(limit)))


def _matching(wanted: Wanted) -> Select[Ticket]:
    query = select(Ticket).where(Ticket.state.in_([*wanted.states]))
    among: Iterable[tuple[Any, tuple[str, ...]]] = (
        (Ticket.queue, wanted.queues),
        (Ticket.topic, wanted.topics),
        (Ticket.urgency, wanted.urgencies),
        (Ticket.kind, wanted.kinds),
    )
    for column, values in among:
        if values:
            query = query.where(column.in_(values))
    if wanted.assignee_id is not None:
        query = query.where(Ticket.assignee_id.is_not_distinct_from(wanted.assignee_id or None))
    if wanted.overdue_at is not None:
        query = query.where(Ticket.need.is_not(None), Ticket.due_at < wanted.overdue_at)
    if wanted.undelivered:
        query = query.where(_undelivered())
    for word in wanted.words:
        query = query.where(_holds(word))
    return query


def _undelivered() -> ColumnElement[bool]:
    """An answer that did not reach its asker, or one of those who joined."""
    others = select(TicketSubscriber.ref).where(TicketSubscriber.delivery == "failed")
    return or_(Ticket.delivery == "failed", Ticket.ref.in_(others))


def _holds(word: str) -> ColumnElement[bool]:
    """The word stands in the question or the reference, upper and lower case alike."""
    plain = word
    for special in (ESCAPE, "%", "_"):
        plain = plain.replace(special, ESCAPE + special)
    pattern = f"%{plain}%"
    return or_(
        Ticket.question.ilike(pattern, escape=ESCAPE), Ticket.ref.ilike(pattern, escape=ESCAPE)
    )


def counts(session: Session) -> dict[str, int]:
    """Return how many tickets stand in each state that has any."""
    rows = session.execute(select(Ticket.state, func.count()).group_by(Ticket.state))
    return {state: number for state, number in rows}  # noqa: C416


def without_topic(session: Session, limit: int) -> list[tuple[str, str]]:
    """Return reference and question of owed tickets whose topic nobody has looked for yet."""
    query = select(Ticket.ref, Ticket.question).where(
        Ticket.topic_by.is_(None), Ticket.state.in_([*OWED])
    )
    return [(row.ref, row.question) for row in session.execute(query.limit(limit))]


def newly_overdue(session: Session, now: datetime, limit: int) -> list[Ticket]:
    """Return tickets that became overdue and are not marked, the most needed first."""
    query = select(Ticket).where(
        Ticket.need.is_not(None), Ticket.due_at < now, Ticket.overdue_at.is_(None)
    )
    return list(session.scalars(query.order_by(Ticket.need, Ticket.ref).limit(limit)))


def not_started(session: Session, now: datetime, limit: int) -> list[Ticket]:
    """Return tickets that whoever has them should have begun by now."""
    query = select(Ticket).where(Ticket.need.is_not(None), Ticket.start_by < now)
    return list(session.scalars(query.order_by(Ticket.need, Ticket.ref).limit(limit)))


def held_by(session: Session, user_id: str, before: datetime, limit: int) -> list[Ticket]:
    """Return the tickets that the user was given before that moment and has still to work on."""
    query = select(Ticket).where(
        Ticket.assignee_id == user_id, Ticket.state.in_([*HELD]), Ticket.assigned_at < before
    )
    return list(session.scalars(query.order_by(Ticket.need, Ticket.ref).limit(limit)))


def loads(session: Session, user_ids: Iterable[str]) -> dict[str, int]:
    """Return how many owed tickets each of the users has."""
    ids = list(user_ids)
    rows = session.execute(
        select(Ticket.assignee_id, func.count())
        .where(Ticket.assignee_id.in_(ids), Ticket.state.in_([*OWED]))
        .group_by(Ticket.assignee_id)
    )
    return dict.fromkeys(ids, 0) | {str(user_id): number for user_id, number in rows}


def assignees(session: Session, states: Iterable[State]) -> list[tuple[str, str]]:
    """Return id and name of everybody who has a ticket in those states, by name."""
    query = (
        select(Ticket.assignee_id, func.max(Ticket.assignee_name))
        .where(Ticket.assignee_id.is_not(None), Ticket.state.in_(list(states)))
        .group_by(Ticket.assignee_id)
    )
    rows = [(str(user_id), str(name)) for user_id, name in session.execute(query)]
    return sorted(rows, key=lambda row: row[1])


def views_for(session: Session, user_id: str) -> list[QueueView]:
    """Return the user's own views and those that are shared, by name."""
    query = select(QueueView).where(or_(QueueView.owner_id == user_id, QueueView.shared))
    return list(session.scalars(query.order_by(QueueView.name, QueueView.id)))


def view_called(session: Session, user_id: str, name: str) -> QueueView | None:
    """Return the user's own view of that name."""
    return session.scalar(
        select(QueueView).where(QueueView.owner_id == user_id, QueueView.name == name)
    )


def count_views(session: Session, user_id: str) -> int:
    """Return how many views are the user's own."""
    query = select(func.count()).select_from(QueueView).where(QueueView.owner_id == user_id)
    return session.scalar(query) or 0


def purge_views(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` views that were last saved before that moment; return their dates."""
    return delete_older(session, QueueView.updated_at, before, limit)
