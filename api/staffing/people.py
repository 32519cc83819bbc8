"""Who is in which queue, and who is away: read by the Hub, edited by a lead."""

import zlib
from datetime import date

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.staffing import repository
from api.staffing.models import Absence
from api.staffing.schemas import (
    AbsencePage,
    AbsenceShown,
    NewAbsence,
    PersonShown,
    QueueShown,
    QueuesShown,
)
from api.tickets.routing import routing
from api.tickets.service_hours import ENGLAND

LONGEST_DAYS = 366
GONE = "somebody who has left the Hub"


def queues(session: Session) -> QueuesShown:
    """Return every queue with its people, and everybody who may be in one."""
    people = {person.user_id: person for person in staff(session)}
    items = [_queue(session, key, people) for key in routing().queues]
    return QueuesShown(items=items, people=list(people.values()))


def _queue(session: Session, key: str, people: dict[str, PersonShown]) -> QueueShown:
    data = routing()
    ids = repository.members(session, key)
    return QueueShown(
        key=key,
        name=data.queues[key].name,
        hand_out=data.queues[key].hand_out,
        topics=[topic.name for topic in data.topics.values() if topic.queue == key],
        members=[people.get(each, PersonShown(user_id=each, name=GONE)) for each in ids],
        version=_version(ids),
    )


def _version(user_ids: list[str]) -> int:
    """Return a number that changes with the members and their order."""
    return zlib.crc32("\n".join(user_ids).encode()) % 10**9


def staff(session: Session) -> list[PersonShown]:
    """Return everybody who may be given a ticket, by name; who is away, and until when."""
    names = repository.staff(session)
    away = {absence.user_id: absence for absence in repository.away_on(session, _today())}
    return [
        PersonShown(
            user_id=user_id,
            name=name,
            away_until=away[user_id].until_date if user_id in away else None,
            cover_name=names.get(away[user_id].cover_id or "") if user_id in away else None,
        )
        for user_id, name in names.items()
    ]


def set_members(
    session: Session,
    principal: Principal,
    queue: str,
    user_ids: list[str],
    version: int | None = None,
) -> QueueShown:
    """Have exactly those people in the queue; 404 for a queue, 422 for a person there is not."""
    if queue not in routing().queues:
        raise not_found("queue")
    ids, before = list(dict.fromkeys(user_ids)), repository.members(session, queue)
    if version is not None and version != _version(before):
        raise Problem(
            412, "changed_meanwhile", "The people of this queue changed meanwhile. Look again."
        )
    names = repository.staff(session)
    for user_id in ids:
        _check_staff(names, "user_ids", user_id)
    if ids != before:
        repository.set_members(session, queue, ids)
        _record(session, principal, "queue_members_set", "queue", queue)
    return _queue(session, queue, {person.user_id: person for person in staff(session)})


def absences(session: Session) -> AbsencePage:
    """Return who is away, or will be."""
    names = repository.staff(session)
    rows = repository.absences_until(session, _today())
    return AbsencePage(items=[_shown(row, names) for row in rows])


def add_absence(session: Session, principal: Principal, new: NewAbsence) -> AbsenceShown:
    """Note that somebody is away; the same again is the one there is."""
    names = repository.staff(session)
    _check(new, names)
    other = repository.overlapping(session, new.user_id, new.from_date, new.until_date)
    if other is not None and _same(other, new):
        return _shown(other, names)
    if other is not None:
        raise _wrong("from_date", f"{names[new.user_id]} is away in this time already")
    row = Absence(**new.model_dump(), created_at=utc_now())
    session.add(row)
    session.flush()
    _record(session, principal, "absence_added", "absence", row.id)
    return _shown(row, names)


def remove_absence(session: Session, principal: Principal, absence_id: str) -> None:
    """Have somebody not away; 404 if there is no such absence."""
    row = repository.find_absence(session, absence_id)
    if row is None:
        raise not_found("absence")
    session.delete(row)
    _record(session, principal, "absence_removed", "absence", absence_id)


def _check(new: NewAbsence, names: dict[str, str]) -> None:
    _check_staff(names, "user_id", new.user_id)
    if new.cover_id is not None:
        _check_staff(names, "cover_id", new.cover_id)
    if new.cover_id == new.user_id:
        raise _wrong("cover_id", "somebody else has to cover")
    if new.until_date < new.from_date:
        raise _wrong("until_date", "must not be before the first day")
    if new.until_date < _today():
        raise _wrong("until_date", "is over already")
    if (new.until_date - new.from_date).days > LONGEST_DAYS:
        raise _wrong("until_date", "must be within a year of the first day")


def _check_staff(names: dict[str, str], field: str, user_id: str) -> None:
    if user_id not in names:
        raise _wrong(field, "there is nobody of this id in the Hub")


def _wrong(field: str, message: str) -> Problem:
    detail = f"Not accepted: {field} {message}."
    return Problem(422, "invalid", detail, errors=[{"field": field, "message": message}])


def _same(row: Absence, new: NewAbsence) -> bool:
    return (row.from_date, row.until_date, row.cover_id) == (
        new.from_date,
        new.until_date,
        new.cover_id,
    )


def _shown(row: Absence, names: dict[str, str]) -> AbsenceShown:
    return AbsenceShown(
        id=row.id,
        user_id=row.user_id,
        name=names.get(row.user_id, GONE),
        from_date=row.from_date,
        until_date=row.until_date,
        cover_id=row.cover_id,
        cover_name=names.get(row.cover_id, GONE) if row.cover_id else None,
    )


def _record(session: Session, principal: Principal, action: str, kind: str, what: str) -> None:
    audit.record(
        session, actor_id=principal.user_id, action=action, object_kind=kind, object_id=what
    )


def _today() -> date:
    return utc_now().astimezone(ENGLAND).date()
