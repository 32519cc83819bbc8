"""Handing a ticket to a partner or specialist, and taking it back with what they said.

What is sent is kept as it was written; sending it is the curator's, by the way the directory says.
The ticket is still the Hub's to answer.
"""

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import paper_queries
from api.tickets.moves import check_move, check_version, make_move
from api.tickets.papers import TicketHandOver
from api.tickets.partners import directory
from api.tickets.reading import find_for_hub
from api.tickets.schemas import HandingOver, HandOverShown, NewNote, TicketShown
from api.tickets.showing import to_shown
from api.tickets.states import Move, State
from api.wording import wording


def text_for(ticket: TicketShown) -> str:
    """Return what a partner needs to know: the request without who asked and how to reach them."""
    parts = [wording().ticket.hand_over.format(ref=ticket.ref), ticket.question]
    parts += [part for part in (ticket.details.where, ticket.details.tried) if part]
    return "\n\n".join(parts)


def hand_over(
    session: Session,
    principal: Principal,
    ref: str,
    handing: HandingOver,
    version: int | None = None,
) -> TicketShown:
    """Note to whom the ticket is handed, and with which words; a second click changes nothing."""
    ticket = find_for_hub(session, principal, ref)
    partner = directory().find(handing.partner)
    if partner is None:
        row = {"field": "partner", "message": "is not in the directory"}
        raise Problem(422, "invalid", "Choose who the ticket is handed to.", errors=[row])
    rows = paper_queries.hand_overs(session, ref)
    if State(ticket.state) is State.WITH_PARTNER and rows[-1].partner == partner.key:
        return to_shown(ticket, principal)
    check_version(ticket, version)
    make_move(session, principal, ticket, Move.HAND_OVER)
    ticket.assignee_id, ticket.assignee_name = principal.user_id, principal.name
    session.add(
        TicketHandOver(
            ref=ref,
            partner=partner.key,
            partner_name=partner.name,
            text=redact(handing.text).text,
            by_name=principal.name,
            handed_at=utc_now(),
        )
    )
    session.flush()
    return to_shown(ticket, principal)


def take_back(
    session: Session, principal: Principal, ref: str, note: NewNote, version: int | None = None
) -> TicketShown:
    """Note what the partner said; the ticket is the principal's to answer."""
    ticket = find_for_hub(session, principal, ref)
    check_version(ticket, version)
    check_move(ticket, principal, Move.TAKE_BACK)
    last = paper_queries.hand_overs(session, ref)[-1]
    last.note, last.returned_at = redact(note.text).text, utc_now()
    make_move(session, principal, ticket, Move.TAKE_BACK)
    ticket.assignee_id, ticket.assignee_name = principal.user_id, principal.name
    return to_shown(ticket, principal)


def hand_overs(session: Session, principal: Principal, ref: str) -> list[HandOverShown]:
    """Return to whom the ticket went and what came back, the oldest first; to the Hub alone."""
    find_for_hub(session, principal, ref)
    return [
        HandOverShown(
            partner_name=row.partner_name,
            text=row.text,
            by_name=row.by_name,
            handed_at=row.handed_at,
            note=row.note,
            returned_at=row.returned_at,
        )
        for row in paper_queries.hand_overs(session, ref)
    ]
