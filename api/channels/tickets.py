"""Opening a ticket, from a conversation or without one, and bringing its answer back."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from api.access import Officer, OfficerOrService, scoped
from api.channels import alike, similar
from api.conversations import service as conversations
from api.conversations.models import Turn
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES, not_found
from api.idempotency import service as idempotency
from api.idempotency.service import IdempotencyKey
from api.identity.roles import Principal, ScopeArea
from api.ratelimits import limited
from api.redaction.service import redact
from api.search.router import get_search
from api.search.schemas import SearchRequest
from api.search.service import Search
from api.tickets import service as tickets
from api.tickets import subscribers
from api.tickets.outcomes import plan_to_ask
from api.tickets.schemas import AlikeShown, AlikeTicket, Joining, NewTicket, TicketShown
from api.worksheets import repository as worksheets
from api.worksheets.models import Worksheet
from api.worksheets.service import close_sent

REQUEST = "guidance_request"
ASSESS_ON = "assess_on"  # the step of a plan that says when to look at the figure again
router = APIRouter(
    prefix="/v1/tickets",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
router.include_router(similar.router)
Searching = Annotated[Search, Depends(get_search)]


@router.post("", status_code=201, dependencies=[limited("write")])
def open_ticket(
    new: NewTicket,
    principal: OfficerOrService,
    session: WriteSession,
    request: Request,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> TicketShown:
    """Open a ticket with the Hub; within a turn it belongs to that turn's conversation."""
    shown, replayed = open_once(
        session, principal, new, idempotency_key, request.app.state.settings.idempotency_hours
    )
    response.headers["Location"] = f"/v1/tickets/{shown.ref}"
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return shown


@router.post("/alike", dependencies=[limited("search")])
def find_alike(
    asked: SearchRequest, principal: OfficerOrService, session: ReadSession, searcher: Searching
) -> AlikeShown:
    """Return the open request of another officer that asks the same, if one does."""
    question = redact(asked.question).text
    found = alike.same_request(session, searcher, principal, question)
    return AlikeShown(alike=AlikeTicket.model_validate(asdict(found)) if found else None)


@router.post("/{ref}/join", dependencies=[limited("write")])
def join_ticket(
    ref: str,
    joining: Joining,
    principal: OfficerOrService,
    looking: ReadSession,
    session: WriteSession,
    searcher: Searching,
) -> TicketShown:
    """Have the answer to somebody else's ticket brought to oneself too.

    Only who asks the same may: to others the ticket does not exist.
    """
    if not subscribers.has_joined(looking, principal, ref):
        found = alike.same_request(looking, searcher, principal, joining.question)
        if found is None or found.ref != ref:
            raise not_found("ticket")
    conversation_id = principal.conversation_id or joining.conversation_id
    if conversation_id is not None:
        conversations.own(session, principal.user_id, conversation_id)
    subscribers.join(session, principal, ref, conversation_id)
    return tickets.get(session, principal, ref)


@router.delete("/{ref}/join", status_code=204, dependencies=[limited("write")])
def leave_ticket(ref: str, principal: Officer, session: WriteSession) -> None:
    """Have it brought to oneself no more."""
    subscribers.leave(session, principal, ref)


def open_once(
    session: Session, principal: Principal, new: NewTicket, key: str | None, keep_hours: int
) -> tuple[TicketShown, bool]:
    """Open a ticket, or return the one that the same key and body opened before (True)."""
    if key is None:
        return open_for(session, principal, new), False
    mark = idempotency.fingerprint("POST /v1/tickets", new)
    replay = idempotency.begin(session, principal.user_id, key, mark, keep_hours)
    if replay is not None:
        return TicketShown.model_validate(replay.body), True
    shown = open_for(session, principal, new)
    if shown.conversation_id is not None:
        idempotency.belongs_to(session, principal.user_id, key, shown.conversation_id)
    idempotency.finish(session, principal.user_id, key, 201, shown)
    return shown, False


def open_for(
    session: Session, principal: Principal, new: NewTicket, sheet: Worksheet | None = None
) -> TicketShown:
    """Open a ticket for the principal, in the turn's or the named conversation of theirs.

    `sheet` is the form or plan that is sent; without one, the request that was being written in
    the conversation is taken for sent with this ticket.
    """
    conversation_id = principal.conversation_id or new.conversation_id
    if conversation_id is not None:
        conversations.own(session, principal.user_id, conversation_id)
        new = new.model_copy(update={"conversation_id": conversation_id})
    reference = sheet.id if sheet is not None and sheet.kind != REQUEST else None
    shown = tickets.open_ticket(session, principal, new, reference)
    if sheet is not None and sheet.answers.get(ASSESS_ON):
        plan_to_ask(session, shown.ref, date.fromisoformat(sheet.answers[ASSESS_ON]))
    if conversation_id is not None and shown.kind == REQUEST:
        conversations.note_asked(session, conversation_id, None)
        being_written = worksheets.open_in(session, conversation_id, REQUEST)[:1]
        for written in being_written if sheet is None else ():
            close_sent(written, shown.ref)
    if principal.turn_id is not None:
        session.get_one(Turn, principal.turn_id).ticket_ref = shown.ref
    return shown
