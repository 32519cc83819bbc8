"""Reading tickets: to whom one exists, one's own, what is not seen yet."""

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import not_found
from api.identity.roles import Principal
from api.tickets import repository
from api.tickets.models import Ticket, TicketSubscriber
from api.tickets.recording import record
from api.tickets.schemas import TicketPage, TicketShown
from api.tickets.showing import to_shown, to_subscriber


def get(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Return a ticket to its asker or the Hub; to anyone else it does not exist."""
    ticket = find_visible(session, principal, ref)
    if ticket.asker_id == principal.user_id:
        return to_shown(ticket, principal)
    joined = repository.subscriber(session, ref, principal.user_id)
    if not principal.is_curator:
        assert joined is not None  # or it would not be visible
        return to_subscriber(ticket, joined)
    record(session, principal, "ticket_read", ticket)
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


def unread(session: Session, principal: Principal) -> int:
    """Return how many answers the principal has not seen yet."""
    return repository.unread(session, principal.user_id)


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


def is_visible(session: Session, principal: Principal, ref: str) -> bool:
    """Say whether there is such a ticket for the principal."""
    ticket = repository.find(session, ref)
    if ticket is None:
        return False
    if principal.is_curator or ticket.asker_id == principal.user_id:
        return True
    return repository.subscriber(session, ref, principal.user_id) is not None


def find_visible(session: Session, principal: Principal, ref: str) -> Ticket:
    """Return the ticket as a row; 404 if there is none for the principal."""
    ticket = repository.find(session, ref)
    if ticket is None or not is_visible(session, principal, ref):
        raise not_found("ticket")
    return ticket


def find_for_hub(session: Session, principal: Principal, ref: str) -> Ticket:
    """Return the ticket as a row to the Hub; to anybody else it does not exist."""
    ticket = repository.find(session, ref) if principal.is_curator else None
    if ticket is None:
        raise not_found("ticket")
    return ticket
