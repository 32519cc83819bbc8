"""Giving tickets to people: by hand, by the routing, many at once."""

from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal, Role
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify
from api.staffing import repository
from api.staffing.choosing import Team
from api.staffing.schemas import BulkChange, BulkItem, BulkResult
from api.tickets import moves, queue_repository, sorting
from api.tickets.filters import ME, NOBODY
from api.tickets.models import Ticket
from api.tickets.reading import find_visible
from api.tickets.routing import routing
from api.tickets.schemas import SortChange, TicketShown
from api.tickets.service_hours import ENGLAND
from api.tickets.showing import to_shown
from api.tickets.states import OWED, State

# Who acts when nobody does: the routing and the sweep. No user has this id.
SYSTEM: Final = Principal("system", "system", "Prevention Assistant", Role.CURATOR)


def team(session: Session) -> Team:
    """Return who may be given tickets now; today is England's."""
    staff = repository.staff(session)
    today = utc_now().astimezone(ENGLAND).date()
    away = {absence.user_id: absence.cover_id for absence in repository.away_on(session, today)}
    return Team(staff, away, queue_repository.loads(session, staff))


def give(session: Session, principal: Principal, ref: str, to: str) -> TicketShown:
    """Give the ticket to a person of the Hub, or put it back; a second click changes nothing.

    `to` is a user's id, "me" or "nobody". Whoever is given one by somebody else is told.
    """
    ticket = find_visible(session, principal, ref)
    _give(session, principal, ticket, to)
    return to_shown(ticket, principal)


def _give(session: Session, principal: Principal, ticket: Ticket, to: str) -> None:
    if to == NOBODY:
        moves.release(session, principal, ticket)
        return
    staff = repository.staff(session)
    user_id = principal.user_id if to == ME else to
    if user_id not in staff:
        wrong = {"field": "assignee", "message": "there is nobody of this id in the Hub"}
        raise Problem(422, "invalid", "There is nobody of this id in the Hub.", errors=[wrong])
    if moves.give(session, principal, ticket, (user_id, staff[user_id])):
        ticket.passed_on = False
        _tell(session, principal, ticket)


def sort(
    session: Session, principal: Principal, ref: str, change: SortChange, version: int | None
) -> TicketShown:
    """Set urgency, topic or queue; a ticket that nobody has in hand goes to the queue's people."""
    before = find_visible(session, principal, ref).queue
    ticket = sorting.sort(session, principal, ref, change, version)
    if ticket.queue != before:
        route(session, ticket)
    return to_shown(ticket, principal)


def is_in_hand(ticket: Ticket) -> bool:
    """Say whether a person has begun it, was given it by a person, or handed it to a partner."""
    if State(ticket.state) in (State.IN_PROGRESS, State.WITH_PARTNER):
        return True
    return ticket.assignee_id is not None and not ticket.routed


def route(session: Session, ticket: Ticket, but: Collection[str] = ()) -> bool:
    """Give the ticket to somebody of its queue, unless a person has it in hand.

    Nobody of the queue is there, or it hands nothing out: it waits in the queue, nobody's. Says
    whether anything changed.
    """
    if State(ticket.state) not in OWED or is_in_hand(ticket):
        return False
    return pass_to(session, ticket, choose(session, ticket.queue, but))


def choose(session: Session, queue: str, but: Collection[str] = ()) -> str | None:
    """Return who of the queue is to have the next ticket; None for nobody."""
    found = routing().queues.get(queue)
    if found is None or not found.hand_out:
        return None
    members = repository.members(session, queue)
    return team(session).choose(members, but) if members else None


def pass_to(session: Session, ticket: Ticket, user_id: str | None) -> bool:
    """Have the routing give the ticket to that person, None for nobody; say if that is a change."""
    if user_id is None:
        return ticket.assignee_id is not None and moves.release(session, SYSTEM, ticket)
    name = repository.staff(session)[user_id]
    if not moves.give(session, SYSTEM, ticket, (user_id, name), routed=True):
        return False
    _tell(session, SYSTEM, ticket)
    return True


def _tell(session: Session, by: Principal, ticket: Ticket) -> None:
    """Tell the assignee, unless it was they who took it."""
    if ticket.assignee_id is None or ticket.assignee_id == by.user_id:
        return
    notice = Notice(
        kind=NoticeKind.TICKET_ASSIGNED,
        about=ticket.ref,
        link=f"/console/tickets/{ticket.ref}",
        words={"ref": ticket.ref},
        key=f"ticket_assigned:{ticket.ref}:{ticket.version}",
    )
    notify(session, [ticket.assignee_id], notice)


def change_many(session: Session, principal: Principal, change: BulkChange) -> BulkResult:
    """Make the change to each of the tickets that it may be made to; the others are named."""
    items = [_change_one(session, principal, ref, change) for ref in dict.fromkeys(change.refs)]
    return BulkResult(items=items, done=sum(item.done for item in items))


def _change_one(session: Session, principal: Principal, ref: str, change: BulkChange) -> BulkItem:
    try:
        with session.begin_nested():
            if change.queue is not None or change.urgency is not None:
                wanted = SortChange(queue=change.queue, urgency=change.urgency)
                sort(session, principal, ref, wanted, None)
            if change.assignee is not None:
                _give(session, principal, find_visible(session, principal, ref), change.assignee)
    except Problem as problem:
        return BulkItem(ref=ref, done=False, code=problem.code, detail=problem.detail)
    return BulkItem(ref=ref, done=True)
