"""A ticket as its asker, the Hub and those who joined it see it."""

from typing import Any, cast

from sqlalchemy.orm import Session

from api import markup
from api.db import utc_now
from api.identity.roles import Principal, Role
from api.tickets import repository
from api.tickets.levels import service_levels
from api.tickets.models import Ticket, TicketSubscriber
from api.tickets.routing import routing
from api.tickets.schemas import DetailsShown, Sorting, TicketKind, TicketShown
from api.tickets.states import LABELS, Move, State, permitted
from api.tickets.urgency import Urgency


def moves_of(ticket: Ticket, reader: Principal | None) -> tuple[Move, ...]:
    """Return the moves that the reader may make now; none for nobody and for the actions."""
    if reader is None or reader.role is Role.SERVICE:
        return ()
    found = permitted(
        State(ticket.state), hub=reader.is_curator, asker=ticket.asker_id == reader.user_id
    )
    return tuple(move for move in found if move is not Move.CONFIRM or ticket.settled_at is None)


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
        merged_into=ticket.merged_into,
        close_reason=ticket.close_reason,
        settled_at=ticket.settled_at,
        delivery=cast(Any, ticket.delivery),
        delivery_error=ticket.delivery_error,
        unread=ticket.answered_at is not None and ticket.seen_at is None,
        version=ticket.version,
        moves=[str(move) for move in moves_of(ticket, reader)],
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        sorting=sorting_of(ticket) if reader is not None and reader.is_curator else None,
    )


def sorting_of(ticket: Ticket) -> Sorting:
    """Return where the ticket stands in the queue."""
    data, urgency = routing(), Urgency(ticket.urgency)
    return Sorting(
        urgency=urgency,
        urgency_name=service_levels().names[urgency],
        topic=ticket.topic,
        topic_name=data.topic_name(ticket.topic),
        topic_by=cast(Any, ticket.topic_by),
        queue=ticket.queue,
        queue_name=data.queue_name(ticket.queue),
        harm=ticket.harm,
        people=ticket.people,
        assignee_id=ticket.assignee_id,
        routed=ticket.routed,
        owed_since=ticket.owed_since,
        due_at=ticket.due_at,
        start_by=ticket.start_by,
        overdue=ticket.need is not None and ticket.due_at < utc_now(),
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
