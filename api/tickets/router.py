"""Tickets over HTTP. Opening one is in api.channels.tickets, which knows conversations."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Curator, Officer, OfficerOrService, scoped
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES, Problem
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.tickets import queueing, service
from api.tickets.filters import QueueFilter
from api.tickets.once import OnceOnly
from api.tickets.schemas import Closing, NewAnswer, Reason, TicketPage, TicketShown
from api.tickets.states import State

router = APIRouter(
    prefix="/v1/tickets",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
Limit = Annotated[int, Query(ge=1, le=100)]
WRITES = [limited("write")]


@router.get("")
def list_tickets(
    principal: OfficerOrService,
    session: WriteSession,
    state: Annotated[list[State] | None, Query()] = None,
    queue: bool = False,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> TicketPage:
    """Return one's own tickets, newest first; for the Hub with `queue`, everyone's, by need.

    Without `state`, the queue holds what is still owed an answer. GET /v1/queue has more filters.
    """
    if not queue:
        return service.mine(session, principal, limit, cursor)
    if not principal.is_curator:
        raise Problem(403, "forbidden", "The queue needs the role curator.")
    return queueing.page(session, principal, QueueFilter(state=state or []), limit, cursor)


@router.get("/{ref}")
def read_ticket(
    ref: str, principal: OfficerOrService, session: WriteSession, response: Response
) -> TicketShown:
    """Return one ticket; a read by the Hub is audited."""
    shown = service.get(session, principal, ref)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.post("/{ref}/assign", dependencies=WRITES)
def assign_ticket(
    ref: str, principal: Curator, session: WriteSession, once: OnceOnly, if_match: IfMatch = None
) -> TicketShown:
    """Take the ticket on."""
    return once(
        session, principal, lambda: service.assign(session, principal, ref, version_of(if_match))
    )


@router.post("/{ref}/start", dependencies=WRITES)
def start_ticket(
    ref: str, principal: Curator, session: WriteSession, once: OnceOnly
) -> TicketShown:
    """Begin to work on the ticket; it is one's own from then on."""
    return once(session, principal, lambda: service.start(session, principal, ref))


@router.post("/{ref}/put-back", dependencies=WRITES)
def put_back_ticket(
    ref: str, principal: Curator, session: WriteSession, once: OnceOnly
) -> TicketShown:
    """Have nobody work on the ticket; it waits in its queue."""
    return once(session, principal, lambda: service.put_back(session, principal, ref))


@router.post("/{ref}/answer", dependencies=WRITES)
def answer_ticket(
    ref: str,
    new: NewAnswer,
    principal: Curator,
    session: WriteSession,
    once: OnceOnly,
    if_match: IfMatch = None,
) -> TicketShown:
    """Answer the ticket; the answer goes to everybody who waits for it."""
    return once(
        session,
        principal,
        lambda: service.answer(session, principal, ref, new.answer, version_of(if_match)),
        new,
    )


@router.post("/{ref}/close", dependencies=WRITES)
def close_ticket(
    ref: str,
    principal: Curator,
    session: WriteSession,
    once: OnceOnly,
    closing: Closing | None = None,
    if_match: IfMatch = None,
) -> TicketShown:
    """Close an answered ticket; with a reason any open one: the officer gets it as the answer."""
    return once(
        session,
        principal,
        lambda: service.close(session, principal, ref, closing, version_of(if_match)),
        closing,
    )


@router.post("/{ref}/reopen", dependencies=WRITES)
def reopen_ticket(
    ref: str,
    principal: Officer,
    session: WriteSession,
    once: OnceOnly,
    why: Reason | None = None,
    if_match: IfMatch = None,
) -> TicketShown:
    """Put an answered or closed ticket back in the queue."""
    reason = why.reason if why else ""
    return once(
        session,
        principal,
        lambda: service.reopen(session, principal, ref, reason, version_of(if_match)),
        why,
    )


@router.post("/{ref}/confirm", dependencies=WRITES)
def confirm_ticket(
    ref: str, principal: Officer, session: WriteSession, once: OnceOnly, if_match: IfMatch = None
) -> TicketShown:
    """Say of one's own ticket that the answer settled it: it is closed."""
    return once(
        session, principal, lambda: service.confirm(session, principal, ref, version_of(if_match))
    )


@router.post("/{ref}/withdraw", dependencies=WRITES)
def withdraw_ticket(
    ref: str, principal: Officer, session: WriteSession, once: OnceOnly, if_match: IfMatch = None
) -> TicketShown:
    """Take back one's own ticket before it is answered."""
    return once(
        session, principal, lambda: service.withdraw(session, principal, ref, version_of(if_match))
    )
