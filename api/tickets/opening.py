"""Opening a ticket: it, its number and its audit entry are the caller's one transaction."""

from datetime import UTC

from sqlalchemy.orm import Session

from api.db import utc_now
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import deadlines, need, repository
from api.tickets.levels import service_levels
from api.tickets.models import Ticket
from api.tickets.recording import record
from api.tickets.routing import routing
from api.tickets.schemas import NewTicket, TicketShown
from api.tickets.showing import to_shown
from api.tickets.states import State
from api.tickets.urgency import Urgency


def open_ticket(
    session: Session, asker: Principal, new: NewTicket, worksheet_id: str | None = None
) -> TicketShown:
    """Open a ticket for `asker`; the caller has checked that the conversation is the asker's.

    `worksheet_id` is that of the form or plan which is sent as this ticket.
    """
    now = utc_now()
    urgency = service_levels().opens_as.get(new.kind, Urgency.NORMAL)
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
        urgency=urgency,
        queue=routing().default,
        created_at=now,
        updated_at=now,
    )
    deadlines.begin(ticket, now)
    session.add(ticket)
    record(session, asker, "ticket_opened", ticket)
    need.weigh(session, ticket)
    return to_shown(ticket, asker)
