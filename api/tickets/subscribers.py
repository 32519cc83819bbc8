"""Officers who wait for the answer to another's ticket: "me too", one answer for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.outbox import service as outbox
from api.tickets import need, news, repository
from api.tickets.models import Ticket, TicketSubscriber
from api.tickets.states import OWED, State

DELIVER_TO_SUBSCRIBER = "subscriber_answer"


@dataclass(frozen=True)
class OpenQuestion:
    """What another officer asked and the Hub still owes: no name, nothing but the question."""

    ref: str
    question: str
    created_at: datetime


def open_questions(session: Session, principal: Principal, limit: int) -> list[OpenQuestion]:
    """Return what others have asked and nobody has answered yet, the newest first."""
    rows = repository.owed_to_others(session, principal.user_id, OWED, limit)
    return [OpenQuestion(row.ref, row.question, row.created_at) for row in rows]


def join(
    session: Session, principal: Principal, ref: str, conversation_id: str | None = None
) -> None:
    """Have the ticket's answer brought to the principal too; a second click changes nothing.

    The caller has checked that the conversation is the principal's. Problem 404 for a ticket that
    does not exist, 409 `move_refused` for one that waits for no answer.
    """
    ticket = repository.find(session, ref)
    if ticket is None:
        raise not_found("ticket")
    if ticket.asker_id == principal.user_id or repository.subscriber(
        session, ref, principal.user_id
    ):
        return
    if State(ticket.state) not in OWED:
        raise Problem(409, "move_refused", f"{ref} waits for no answer any more; ask your own.")
    session.add(
        TicketSubscriber(
            ref=ref,
            user_id=principal.user_id,
            name=principal.name,
            conversation_id=conversation_id,
            delivery="none",
            joined_at=utc_now(),
        )
    )
    audit.record(
        session,
        actor_id=principal.user_id,
        action="ticket_joined",
        object_kind="ticket",
        object_id=ref,
    )
    need.weigh(session, ticket)


def has_joined(session: Session, principal: Principal, ref: str) -> bool:
    """Say whether the ticket's answer goes to the principal already."""
    return repository.subscriber(session, ref, principal.user_id) is not None


def leave(session: Session, principal: Principal, ref: str) -> None:
    """Have nothing more of the ticket brought to the principal."""
    found = repository.subscriber(session, ref, principal.user_id)
    if found is None:
        raise not_found("ticket")
    session.delete(found)
    audit.record(
        session,
        actor_id=principal.user_id,
        action="ticket_left",
        object_kind="ticket",
        object_id=ref,
    )
    need.weigh(session, session.get_one(Ticket, ref))


def queue_answer(session: Session, ticket: Ticket) -> None:
    """Queue the ticket's new answer for every subscriber, in the caller's transaction."""
    for row in repository.subscribers(session, ticket.ref):
        row.seen_at = None
        queue_one(session, ticket, row)


def queue_one(session: Session, ticket: Ticket, row: TicketSubscriber) -> None:
    """Queue the ticket's answer for one subscriber; without a conversation it waits to be read."""
    assert ticket.answered_at is not None
    row.delivery, row.delivery_error = "none", None
    if row.conversation_id is not None:
        row.delivery = "pending"
        answered_at = ticket.answered_at.isoformat()
        payload = {"ref": ticket.ref, "answered_at": answered_at, "user_id": row.user_id}
        outbox.put(session, DELIVER_TO_SUBSCRIBER, payload)


def bring_along(session: Session, ticket: Ticket, target: Ticket) -> None:
    """Have who asked or joined the ticket wait for the target's answer instead, each once."""
    rows = repository.subscribers(session, ticket.ref)
    waiting = {row.user_id: (row.name, row.conversation_id) for row in rows}
    waiting[ticket.asker_id] = (ticket.asker_name, ticket.conversation_id)
    already = {row.user_id for row in repository.subscribers(session, target.ref)}
    for user_id in waiting.keys() - already - {target.asker_id}:
        name, conversation_id = waiting[user_id]
        session.add(
            TicketSubscriber(
                ref=target.ref,
                user_id=user_id,
                name=name,
                conversation_id=conversation_id,
                delivery="none",
                joined_at=utc_now(),
            )
        )
    for row in rows:
        session.delete(row)
    session.flush()


def pass_on(session: Session, ticket: Ticket) -> bool:
    """Make the first who joined the asker, and say whether there was one.

    A ticket that its asker takes back is still owed to those who wait for it.
    """
    heir = next(iter(repository.subscribers(session, ticket.ref)), None)
    if heir is None:
        return False
    ticket.asker_id, ticket.asker_name = heir.user_id, heir.name
    ticket.conversation_id, ticket.seen_at = heir.conversation_id, heir.seen_at
    ticket.details = {}  # how to reach the one who left, and what they alone have tried
    session.delete(heir)
    return True


def undelivered(session: Session, payload: Mapping[str, Any]) -> TicketSubscriber | None:
    """Return whom an outbox entry is about, None if the ticket was answered anew or they left."""
    ticket = repository.find(session, str(payload["ref"]))
    row = repository.subscriber(session, str(payload["ref"]), str(payload["user_id"]))
    if ticket is None or ticket.answered_at is None or row is None or row.delivery != "pending":
        return None
    return row if ticket.answered_at.isoformat() == payload["answered_at"] else None


def mark_delivered(row: TicketSubscriber) -> None:
    """Note that the answer reached the subscriber's conversation."""
    row.delivery, row.delivery_error = "delivered", None


def mark_undelivered(session: Session, payload: Mapping[str, Any], error: str) -> None:
    """Note that the answer could not be delivered; a person must see to it."""
    row = repository.subscriber(session, str(payload["ref"]), str(payload["user_id"]))
    if row is not None and row.delivery == "pending":
        row.delivery, row.delivery_error = "failed", error
        ticket = repository.find(session, row.ref)
        assert ticket is not None  # a subscription cannot outlive its ticket
        news.tell_undelivered(session, ticket)


def deliver_again(session: Session, payload: Mapping[str, Any]) -> None:
    """Note that an answer that failed to arrive is on its way again, unless there is a newer."""
    ticket = repository.find(session, str(payload["ref"]))
    row = repository.subscriber(session, str(payload["ref"]), str(payload["user_id"]))
    newest = ticket.answered_at.isoformat() if ticket and ticket.answered_at else None
    if row is not None and row.delivery == "failed" and newest == payload["answered_at"]:
        row.delivery, row.delivery_error = "pending", None
