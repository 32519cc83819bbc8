"""Queries on people of the Hub, their queues and their absences."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.db import delete_older
from api.identity.models import User
from api.identity.roles import INCLUDES, Role
from api.staffing.models import Absence, QueueMember

HUB_ROLES = [role.value for role, included in INCLUDES.items() if Role.CURATOR in included]


def staff(session: Session) -> dict[str, str]:
    """Return id and name of everybody who may be given a ticket, by name."""
    query = select(User.id, User.name).where(User.role.in_(HUB_ROLES), User.active)
    return {row.id: row.name for row in session.execute(query.order_by(User.name, User.id))}


def leads(session: Session) -> list[str]:
    """Return the ids of the Hub's leads."""
    return list(session.scalars(select(User.id).where(User.role == Role.LEAD, User.active)))


def members(session: Session, queue: str) -> list[str]:
    """Return the ids of the queue's members, in their order."""
    query = select(QueueMember.user_id).where(QueueMember.queue == queue)
    return list(session.scalars(query.order_by(QueueMember.place, QueueMember.user_id)))


def set_members(session: Session, queue: str, user_ids: Sequence[str]) -> None:
    """Have exactly those people in the queue, in this order."""
    session.execute(delete(QueueMember).where(QueueMember.queue == queue))
    session.add_all(
        QueueMember(queue=queue, user_id=user_id, place=place)
        for place, user_id in enumerate(user_ids)
    )
    session.flush()


def away_on(session: Session, day: date) -> list[Absence]:
    """Return who is away on that day; what was entered last comes last."""
    query = select(Absence).where(Absence.from_date <= day, Absence.until_date >= day)
    return list(session.scalars(query.order_by(Absence.created_at, Absence.id)))


def absences_until(session: Session, day: date) -> list[Absence]:
    """Return the absences that are not over before that day, the next first."""
    query = select(Absence).where(Absence.until_date >= day)
    return list(session.scalars(query.order_by(Absence.from_date, Absence.id)))


def overlapping(session: Session, user_id: str, first: date, last: date) -> Absence | None:
    """Return an absence of theirs that shares a day with the period."""
    query = select(Absence).where(
        Absence.user_id == user_id, Absence.from_date <= last, Absence.until_date >= first
    )
    return session.scalar(query.limit(1))


def find_absence(session: Session, absence_id: str) -> Absence | None:
    """Return that absence."""
    return session.get(Absence, absence_id)


def purge_absences(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` absences that were over before that moment; return their dates."""
    over = Absence.until_date < before.date()
    return delete_older(session, Absence.created_at, before, limit, over)
