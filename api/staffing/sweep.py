"""The sweep: what became overdue, and what waits with somebody who does not work on it.

Part of the timetable. Everything it does is done once: what is marked is not marked again, and a
ticket that was passed on is no longer what the sweep looks for. Its acts are audited as `system`.
"""

from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy.orm import Session

from api.db import utc_now
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify
from api.staffing import repository
from api.staffing.models import Absence
from api.staffing.service import SYSTEM, choose, pass_to, team
from api.tickets import need, queue_repository
from api.tickets.models import Ticket
from api.tickets.recording import record
from api.tickets.service_hours import ENGLAND
from api.tickets.states import HELD, State

EVERY_S: Final = 60.0
AT_ONCE: Final = 50  # of each kind a run: the next run has the rest


def sweep(session: Session) -> int:
    """Mark what is overdue and pass on what nobody works on; return how many tickets it changed."""
    now = utc_now()
    need.weigh_all(session)
    return _mark_overdue(session, now) + _of_the_absent(session, now) + _not_started(session, now)


def _mark_overdue(session: Session, now: datetime) -> int:
    """Note once that a ticket is overdue, and tell its assignee and the leads."""
    rows = queue_repository.newly_overdue(session, now, AT_ONCE)
    leads = repository.leads(session) if rows else []
    for ticket in rows:
        ticket.overdue_at = now
        record(session, SYSTEM, "ticket_overdue", ticket)
        notify(session, [*leads, *_holder(ticket)], _overdue(ticket))
    return len(rows)


def _holder(ticket: Ticket) -> list[str]:
    return [ticket.assignee_id] if ticket.assignee_id else []


def _overdue(ticket: Ticket) -> Notice:
    return Notice(
        kind=NoticeKind.TICKET_OVERDUE,
        about=ticket.ref,
        link=f"/console/tickets/{ticket.ref}",
        words={"ref": ticket.ref},
        key=f"ticket_overdue:{ticket.ref}:{ticket.due_at:%Y-%m-%dT%H:%M}",
    )


def _of_the_absent(session: Session, now: datetime) -> int:
    """Pass on the tickets of who is away: to their cover, else to somebody of the queue.

    What somebody took, or was given, after their absence had begun and was known stays with them:
    they work in spite of it.
    """
    today = now.astimezone(ENGLAND).date()
    rows = [
        ticket
        for absence in repository.away_on(session, today)
        for ticket in queue_repository.held_by(session, absence.user_id, _since(absence), AT_ONCE)
    ]
    return sum(_pass_on(session, ticket) for ticket in rows)


def _since(absence: Absence) -> datetime:
    begins = datetime.combine(absence.from_date, time(), ENGLAND).astimezone(UTC)
    return max(begins, absence.created_at)


def _not_started(session: Session, now: datetime) -> int:
    """Pass on what somebody had and did not begin in time; the second time it waits for anybody."""
    rows = [
        ticket
        for ticket in queue_repository.not_started(session, now, AT_ONCE)
        if State(ticket.state) in HELD
    ]
    for ticket in rows:
        holders = _holder(ticket)
        other = None if ticket.passed_on else choose(session, ticket.queue, but=holders)
        pass_to(session, ticket, other)
        ticket.passed_on = other is not None
    return len(rows)


def _pass_on(session: Session, ticket: Ticket) -> bool:
    """Give an absent person's ticket to who stands in for them, or to the queue's people."""
    (holder,) = _holder(ticket)
    other = team(session).stand_in(holder) or choose(session, ticket.queue, but=[holder])
    return pass_to(session, ticket, other)
