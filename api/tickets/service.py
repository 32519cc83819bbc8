"""Opening tickets, answering them, and the moves in between.

Every change of a ticket, its audit entry and what must be delivered because of it are one
transaction: the caller's.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any, cast

from sqlalchemy.orm import Session

from api import markup
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal, Role
from api.outbox import service as outbox
from api.redaction.service import redact
from api.tickets import repository, subscribers
from api.tickets.models import Ticket, TicketSubscriber
from api.tickets.schemas import (
    DetailsShown,
    NewTicket,
    TicketKind,
    TicketPage,
    TicketShown,
)
from api.tickets.states import LABELS, MOVES, Move, State, permitted

DELIVER_ANSWER = "ticket_answer"


def open_ticket(
    session: Session, asker: Principal, new: NewTicket, worksheet_id: str | None = None
) -> TicketShown:
    """Open a ticket for `asker`; the caller has checked that the conversation is the asker's.

    `worksheet_id` is that of the form or plan which is sent as this ticket.
    """
    now = utc_now()
    year = now.astimezone(UTC).year
    ref = f"PF-{year}-{repository.next_number(session, year):06d}"
    details = {
        name: redact(value).text
        for name, value in new.details.model_dump(exclude_none=True).items()
    }
    if worksheet_id is not None:
        details["worksheet"] = worksheet_id
    ticket = Ticket(
        ref=ref,
        kind=new.kind,
        question=redact(new.question).text,
        details=details,
        state=State.NEW,
        asker_id=asker.user_id,
        asker_name=asker.name,
        conversation_id=new.conversation_id,
        delivery="none",
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    _audit(session, asker, "ticket_opened", ticket)
    session.flush()
    return to_shown(ticket, asker)


def get(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Return a ticket to its asker or the Hub; to anyone else it does not exist."""
    ticket = _visible(session, principal, ref)
    if ticket.asker_id == principal.user_id:
        return to_shown(ticket, principal)
    joined = repository.subscriber(session, ref, principal.user_id)
    if not principal.is_curator:
        assert joined is not None  # or it would not be visible
        return to_subscriber(ticket, joined)
    _audit(session, principal, "ticket_read", ticket)
    shown = to_shown(ticket, principal)
    return shown.model_copy(update={"waiting": repository.waiting(session, ref)})


def mine(
    session: Session, principal: Principal, limit: int = 50, before: str | None = None
) -> TicketPage:
    """Return the tickets the principal asked or joined, the newest first."""
    rows = repository.of_asker(session, principal.user_id, limit + 1, before)
    items = [_own_view(session, row, principal) for row in rows[:limit]]
    return TicketPage(items=items, next=items[-1].ref if len(rows) > limit else None)


def _own_view(session: Session, ticket: Ticket, principal: Principal) -> TicketShown:
    if ticket.asker_id == principal.user_id:
        return to_shown(ticket, principal)
    joined = repository.subscriber(session, ticket.ref, principal.user_id)
    assert joined is not None
    return to_subscriber(ticket, joined)


def queue(
    session: Session,
    principal: Principal,
    states: Iterable[State],
    limit: int = 50,
    after: str | None = None,
) -> TicketPage:
    """Return the Hub's tickets in `states`, the oldest first."""
    return _page(repository.in_states(session, states, limit + 1, after), limit, principal)


def unread(session: Session, principal: Principal) -> int:
    """Return how many answers the principal has not seen yet."""
    return repository.unread(session, principal.user_id)


def assign(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Give the ticket to the principal; a second click changes nothing."""
    ticket = _visible(session, principal, ref)
    if ticket.state == State.ASSIGNED and ticket.assignee_id == principal.user_id:
        return to_shown(ticket, principal)
    _move(session, principal, ticket, Move.ASSIGN)
    ticket.assignee_id, ticket.assignee_name = principal.user_id, principal.name
    return to_shown(ticket, principal)


def answer(
    session: Session, principal: Principal, ref: str, text: str, version: int | None = None
) -> TicketShown:
    """Answer the ticket; its delivery to the asker is queued in the same transaction."""
    ticket = _visible(session, principal, ref)
    if version is not None and version != ticket.version:
        raise Problem(
            412,
            "changed_meanwhile",
            "This ticket changed meanwhile. Look at what changed, then send your answer again.",
        )
    _move(session, principal, ticket, Move.ANSWER)
    ticket.answer, ticket.answered_by_name = redact(text).text, principal.name
    ticket.answered_at, ticket.seen_at = utc_now(), None
    ticket.delivery, ticket.delivery_error = "none", None
    if ticket.conversation_id is not None:
        ticket.delivery = "pending"
        answered_at = ticket.answered_at.isoformat()
        outbox.put(session, DELIVER_ANSWER, {"ref": ref, "answered_at": answered_at})
    subscribers.queue_answer(session, ticket)
    return to_shown(ticket, principal)


def close(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Close an answered ticket."""
    ticket = _visible(session, principal, ref)
    if ticket.state != State.CLOSED:
        _move(session, principal, ticket, Move.CLOSE)
    return to_shown(ticket, principal)


def reopen(session: Session, principal: Principal, ref: str, reason: str = "") -> TicketShown:
    """Put an answered or closed ticket back in the queue."""
    ticket = _visible(session, principal, ref)
    _move(session, principal, ticket, Move.REOPEN)
    ticket.reopen_reason = redact(reason).text or None
    return to_shown(ticket, principal)


def withdraw(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Take back a ticket that the principal opened and nobody has answered.

    If others have joined it, it becomes the first one's, and stays open.
    """
    ticket = _visible(session, principal, ref)
    if ticket.state == State.WITHDRAWN:
        return to_shown(ticket, principal)
    _check_move(ticket, principal, Move.WITHDRAW)
    before = to_shown(ticket, principal)
    if subscribers.pass_on(session, ticket):
        ticket.version += 1
        ticket.updated_at = utc_now()
        _audit(session, principal, "ticket_passed_on", ticket)
        return before.model_copy(update={"state": State.WITHDRAWN, "moves": []})
    _move(session, principal, ticket, Move.WITHDRAW)
    return to_shown(ticket, principal)


def refs_of(session: Session, conversation_id: str) -> list[str]:
    """Return the references of the tickets that were opened in a conversation."""
    return repository.refs_of(session, conversation_id)


def mark_seen(session: Session, principal: Principal, ref: str) -> None:
    """Remember that the asker or a subscriber has seen the answer; others change nothing."""
    ticket = repository.find(session, ref)
    if ticket is None or ticket.answered_at is None:
        return
    reader: Ticket | TicketSubscriber | None = ticket
    if ticket.asker_id != principal.user_id:
        reader = repository.subscriber(session, ref, principal.user_id)
    if reader is not None:
        reader.seen_at = reader.seen_at or utc_now()


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


def is_visible(session: Session, principal: Principal, ref: str) -> bool:
    """Say whether there is such a ticket for the principal."""
    ticket = repository.find(session, ref)
    if ticket is None:
        return False
    if principal.is_curator or ticket.asker_id == principal.user_id:
        return True
    return repository.subscriber(session, ref, principal.user_id) is not None


def _visible(session: Session, principal: Principal, ref: str) -> Ticket:
    ticket = repository.find(session, ref)
    if ticket is None or not is_visible(session, principal, ref):
        raise not_found("ticket")
    return ticket


def _moves(ticket: Ticket, reader: Principal | None) -> tuple[Move, ...]:
    if reader is None or reader.role is Role.SERVICE:
        return ()
    return permitted(
        State(ticket.state), hub=reader.is_curator, asker=ticket.asker_id == reader.user_id
    )


def _check_move(ticket: Ticket, principal: Principal, move: Move) -> None:
    if move not in _moves(ticket, principal):
        label = LABELS[State(ticket.state)].lower()
        raise Problem(
            409, "move_refused", f"{ticket.ref} is {label}; it cannot be moved by {move}."
        )


def _move(session: Session, principal: Principal, ticket: Ticket, move: Move) -> None:
    _check_move(ticket, principal, move)
    ticket.state = MOVES[move][1]
    ticket.version += 1
    ticket.updated_at = utc_now()
    _audit(session, principal, f"ticket_{move}", ticket)


def _audit(session: Session, principal: Principal, action: str, ticket: Ticket) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="ticket",
        object_id=ticket.ref,
    )


def _page(rows: list[Ticket], limit: int, reader: Principal) -> TicketPage:
    items = [to_shown(row, reader) for row in rows[:limit]]
    return TicketPage(items=items, next=items[-1].ref if len(rows) > limit else None)


def to_shown(ticket: Ticket, reader: Principal | None = None) -> TicketShown:
    """Return the ticket as `reader` sees it; without a reader no move is offered."""
    return TicketShown(
        ref=ticket.ref,
        kind=cast(TicketKind, ticket.kind),
        question=ticket.question,
        details=DetailsShown(**ticket.details),
        state=State(ticket.state),
        state_label=LABELS[State(ticket.state)],
        conversation_id=ticket.conversation_id,
        asker_name=ticket.asker_name,
        assignee_name=ticket.assignee_name,
        answer=ticket.answer,
        answer_html=markup.to_html(ticket.answer) if ticket.answer else None,
        answered_by_name=ticket.answered_by_name,
        answered_at=ticket.answered_at,
        reopen_reason=ticket.reopen_reason,
        delivery=cast(Any, ticket.delivery),
        delivery_error=ticket.delivery_error,
        unread=ticket.answered_at is not None and ticket.seen_at is None,
        version=ticket.version,
        moves=[str(move) for move in _moves(ticket, reader)],
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
    )


def for_subscriber(session: Session, joined: TicketSubscriber) -> TicketShown:
    """Return the ticket that somebody joined, as they see it."""
    ticket = repository.find(session, joined.ref)
    assert ticket is not None  # a subscription cannot outlive its ticket
    return to_subscriber(ticket, joined)


def to_subscriber(ticket: Ticket, joined: TicketSubscriber) -> TicketShown:
    """Return the ticket as one who joined it sees it: of the asker nothing but the question."""
    return to_shown(ticket).model_copy(
        update={
            "asker_name": "",
            "details": DetailsShown(),
            "conversation_id": None,
            "reopen_reason": None,
            "delivery": joined.delivery,
            "delivery_error": joined.delivery_error,
            "unread": ticket.answered_at is not None and joined.seen_at is None,
            "joined": True,
        }
    )
