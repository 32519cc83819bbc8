"""What was done to a ticket, in the audit log."""

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.identity.roles import Principal
from api.tickets.models import Ticket


def record(session: Session, principal: Principal, action: str, ticket: Ticket) -> None:
    """Record in the caller's transaction that the principal did `action` to the ticket."""
    record_of(session, principal, action, ticket.ref)


def record_of(session: Session, principal: Principal, action: str, ref: str) -> None:
    """Record it of the ticket of that reference."""
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="ticket",
        object_id=ref,
    )
