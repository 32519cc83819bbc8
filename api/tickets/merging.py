"""Joining two tickets that ask the same: everybody who waits gets the one answer.

A ticket is joined only with one that still waits for its answer, and a joined one waits for none:
so no chain of joined tickets ever comes back to itself.
"""

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.tickets import need, repository, subscribers
from api.tickets.models import Ticket
from api.tickets.moves import check_move, check_version, make_move
from api.tickets.reading import find_visible
from api.tickets.recording import record
from api.tickets.schemas import TicketShown
from api.tickets.showing import to_shown
from api.tickets.states import OWED, Move, State


def merge(
    session: Session, principal: Principal, ref: str, into: str, version: int | None = None
) -> TicketShown:
    """Join the ticket with `into`: who asked or joined it now waits for that one's answer.

    A second click changes nothing. The version of `into` grows too: whoever is answering it is
    told that more people wait than they thought.
    """
    repository.lock(session, (ref, into))
    ticket = find_visible(session, principal, ref)
    if ticket.merged_into == into:
        return to_shown(ticket, principal)
    check_version(ticket, version)
    check_move(ticket, principal, Move.MERGE)
    target = _target(session, ticket, into)
    subscribers.bring_along(session, ticket, target)
    ticket.merged_into = into
    make_move(session, principal, ticket, Move.MERGE)
    target.version += 1
    target.updated_at = utc_now()
    record(session, principal, "ticket_merged_in", target)
    need.weigh(session, target)
    return to_shown(ticket, principal)


def merged_here(session: Session, ref: str) -> list[str]:
    """Return the references of the tickets that were joined with this one."""
    return repository.merged_into(session, ref)


def answered_by(session: Session, ticket: Ticket) -> str:
    """Return the reference under which a joined ticket is answered in the end; else its own."""
    while ticket.merged_into is not None:
        following = repository.find(session, ticket.merged_into)
        assert following is not None  # tickets are never deleted
        ticket = following
    return ticket.ref


def _target(session: Session, ticket: Ticket, into: str) -> Ticket:
    target = repository.find(session, into)
    if target is None or target.ref == ticket.ref:
        says = "is this ticket itself" if target is not None else "is no ticket"
        row = {"field": "into", "message": says}
        raise Problem(422, "invalid", f"{into} {says}.", errors=[row])
    if State(target.state) not in OWED:
        raise Problem(
            409, "move_refused", f"{into} waits for no answer any more; join with an open one."
        )
    return target
