"""Opening a ticket, from a conversation or without one, and bringing its answer back."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.access import OfficerOrService
from api.channels.live import LiveConversations
from api.conversations import service as conversations
from api.conversations.models import Turn
from api.conversations.schemas import TicketReply
from api.db import Database, WriteSession, after_commit
from api.errors import PROBLEM_RESPONSES
from api.idempotency import service as idempotency
from api.idempotency.service import IdempotencyKey
from api.identity.roles import Principal
from api.outbox.service import Relay
from api.ratelimits import limited
from api.tickets import service as tickets
from api.tickets.schemas import NewTicket, TicketShown
from api.wording import wording

router = APIRouter(prefix="/v1/tickets", tags=["tickets"], responses=PROBLEM_RESPONSES)


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
    idempotency.finish(session, principal.user_id, key, 201, shown)
    return shown, False


def open_for(session: Session, principal: Principal, new: NewTicket) -> TicketShown:
    """Open a ticket for the principal, in the turn's or the named conversation of theirs."""
    conversation_id = principal.conversation_id or new.conversation_id
    if conversation_id is not None:
        conversations.own(session, principal.user_id, conversation_id)
        new = new.model_copy(update={"conversation_id": conversation_id})
    shown = tickets.open_ticket(session, principal, new)
    if conversation_id is not None:
        conversations.empty_draft(session, conversation_id)
    if principal.turn_id is not None:
        session.get_one(Turn, principal.turn_id).ticket_ref = shown.ref
    return shown


def make_relay(database: Database, live: LiveConversations) -> Relay:
    """Return the relay that brings the Hub's answers into the askers' conversations."""

    def deliver(session: Session, payload: Mapping[str, Any]) -> None:
        ticket = tickets.undelivered_answer(session, payload)
        if ticket is None or ticket.conversation_id is None:
            return  # reopened or answered anew meanwhile: the newer entry delivers
        conversation_id = ticket.conversation_id
        conversations.add_message(session, conversation_id, "hub", replies=[answer_reply(ticket)])
        tickets.mark_delivered(session, ticket.ref)
        after_commit(session, lambda: live.grew(conversation_id))

    return Relay(database, {tickets.DELIVER_ANSWER: deliver}, tickets.mark_undelivered)


def answer_reply(ticket: TicketShown) -> TicketReply:
    """Return the Hub's answer as it is shown in the conversation."""
    text = wording().ticket.answered.format(ref=ticket.ref)
    return TicketReply(
        text=f"{text}\n\n{ticket.answer}",
        ref=ticket.ref,
        state=ticket.state,
        url=f"/requests/{ticket.ref}",
        answer_html=ticket.answer_html,
    )
