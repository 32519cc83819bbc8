"""Sending a worksheet: it becomes a ticket, once."""

from sqlalchemy.orm import Session

from api.channels.tickets import open_for
from api.errors import Problem
from api.identity.roles import Principal
from api.tickets.schemas import MAX_QUESTION_CHARS, NewTicket, TicketDetails
from api.wording import wording
from api.worksheets import service as worksheets
from api.worksheets.kinds import kind
from api.worksheets.models import Worksheet


def send(session: Session, principal: Principal, sheet: Worksheet) -> str:
    """Open the ticket of one's own worksheet and return its reference; a second time the same.

    Raises 422, naming each, if answers that are needed are missing.
    """
    if sheet.state == "sent" and sheet.ticket_ref is not None:
        return sheet.ticket_ref
    if sheet.state != "open":
        raise Problem(409, "worksheet_closed", wording().worksheet.closed)
    rows = [
        {"field": f"answers.{step.key}", "message": wording().worksheet.needed}
        for step in worksheets.missing(sheet)
    ]
    if rows:
        raise Problem(422, "incomplete", wording().worksheet.incomplete, errors=rows)
    shown = open_for(session, principal, _ticket(sheet), sheet)
    worksheets.close_sent(sheet, shown.ref)
    return shown.ref


def _ticket(sheet: Worksheet) -> NewTicket:
    return NewTicket(
        kind=kind(sheet.kind).ticket.kind,
        question=worksheets.ticket_question(sheet, MAX_QUESTION_CHARS),
        conversation_id=sheet.conversation_id,
        details=TicketDetails.model_validate(worksheets.ticket_details(sheet)),
    )
