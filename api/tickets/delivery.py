"""The answer's way back to the asker: queued, made, or failed for a person to see to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.outbox import service as outbox
from api.tickets import news, repository
from api.tickets.models import Ticket
from api.tickets.schemas import TicketShown
from api.tickets.showing import to_shown

DELIVER_ANSWER = "ticket_answer"


def queue_answer(session: Session, ticket: Ticket) -> None:
    """Queue the new answer for the asker's conversation, in the caller's transaction.

    A ticket without a conversation has nowhere to bring it: it waits at the requests.
    """
    assert ticket.answered_at is not None
    ticket.delivery, ticket.delivery_error = "none", None
    if ticket.conversation_id is not None:
        ticket.delivery = "pending"
        payload = {"ref": ticket.ref, "answered_at": ticket.answered_at.isoformat()}
        outbox.put(session, DELIVER_ANSWER, payload)


def undelivered_answer(session: Session, payload: Mapping[str, Any]) -> TicketShown | None:
    """Return the ticket whose answer an outbox entry is about, None if it was answered anew."""
    ticket = repository.find(session, str(payload["ref"]))
    if ticket is None or ticket.answered_at is None or ticket.delivery != "pending":
        return None
    return to_shown(ticket) if ticket.answered_at.isoformat() == payload["answered_at"] else None


def mark_delivered(session: Session, ref: str) -> None:
    """Note on the ticket that its answer reached the asker's conversation."""
    ticket = repository.find(session, ref)
    assert ticket is not None
    ticket.delivery, ticket.delivery_error = "delivered", None


def mark_undelivered(session: Session, payload: Mapping[str, Any], error: str) -> None:
    """Note on the ticket that its answer could not be delivered; a person must see to it."""
    ticket = repository.find(session, str(payload["ref"]))
    if ticket is not None and ticket.delivery == "pending":
        ticket.delivery, ticket.delivery_error = "failed", error
        news.tell_undelivered(session, ticket)


def deliver_again(session: Session, payload: Mapping[str, Any]) -> None:
    """Note that an answer that failed to arrive is on its way again, unless there is a newer."""
    ticket = repository.find(session, str(payload["ref"]))
    newest = ticket.answered_at.isoformat() if ticket and ticket.answered_at else None
    if ticket is not None and ticket.delivery == "failed" and newest == payload["answered_at"]:
        ticket.delivery, ticket.delivery_error = "pending", None
