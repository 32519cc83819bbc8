"""What the Hub does beside answering, over HTTP: notes, joining two tickets, handing one over."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access import Curator, scoped
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.tickets import handing, merging, notes, telling
from api.tickets.partners import Partner, directory
from api.tickets.recording import record_of
from api.tickets.schemas import (
    HandingOver,
    HandOverShown,
    Merging,
    NewNote,
    NoteShown,
    TicketShown,
)
from api.tickets.telling import RecipientShown, Telling

router = APIRouter(
    prefix="/v1/tickets",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
NoteId = Annotated[int, Path(ge=1, le=2**31)]
UserId = Annotated[str, Path(max_length=36)]
WRITES = [limited("write")]


@router.get("/partners")
def list_partners(principal: Curator) -> list[Partner]:
    """Return to whom a ticket can be handed."""
    return list(directory().partners)


@router.get("/{ref}/notes")
def list_notes(ref: str, principal: Curator, session: WriteSession) -> list[NoteShown]:
    """Return the ticket's notes, the oldest first. No view of an officer holds them."""
    found = notes.notes_on(session, principal, ref)
    record_of(session, principal, "notes_read", ref)
    return found


@router.post("/{ref}/notes", status_code=201, dependencies=WRITES)
def add_note(
    ref: str, new: NewNote, principal: Curator, session: WriteSession, response: Response
) -> NoteShown:
    """Note something for the Hub alone."""
    shown = notes.add_note(session, principal, ref, new)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.put("/{ref}/notes/{note_id}", dependencies=WRITES)
def edit_note(
    ref: str,
    note_id: NoteId,
    new: NewNote,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> NoteShown:
    """Change one's own note, for a while after it was written."""
    shown = notes.edit_note(session, principal, ref, note_id, new, version_of(if_match))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.post("/{ref}/merge", dependencies=WRITES)
def merge_ticket(
    ref: str, merging_: Merging, principal: Curator, session: WriteSession, if_match: IfMatch = None
) -> TicketShown:
    """Join the ticket with another open one: all who wait get that one's answer."""
    return merging.merge(session, principal, ref, merging_.into, version_of(if_match))


@router.get("/{ref}/hand-overs")
def list_hand_overs(ref: str, principal: Curator, session: WriteSession) -> list[HandOverShown]:
    """Return to whom the ticket went, with which words, and what came back."""
    found = handing.hand_overs(session, principal, ref)
    record_of(session, principal, "hand_overs_read", ref)
    return found


@router.post("/{ref}/hand-over", dependencies=WRITES)
def hand_over_ticket(
    ref: str,
    handing_over: HandingOver,
    principal: Curator,
    session: WriteSession,
    if_match: IfMatch = None,
) -> TicketShown:
    """Hand the ticket to a partner or specialist; the text is the curator's to send."""
    return handing.hand_over(session, principal, ref, handing_over, version_of(if_match))


@router.post("/{ref}/take-back", dependencies=WRITES)
def take_ticket_back(
    ref: str, note: NewNote, principal: Curator, session: WriteSession, if_match: IfMatch = None
) -> TicketShown:
    """Take the ticket back, with what the partner said."""
    return handing.take_back(session, principal, ref, note, version_of(if_match))


@router.get("/{ref}/deliveries")
def list_deliveries(ref: str, principal: Curator, session: WriteSession) -> list[RecipientShown]:
    """Return everybody the answer goes to, and whether it reached them."""
    found = telling.recipients(session, principal, ref)
    record_of(session, principal, "deliveries_read", ref)
    return found


@router.post("/{ref}/deliveries/{user_id}/again", status_code=204, dependencies=WRITES)
def bring_again(ref: str, user_id: UserId, principal: Curator, session: WriteSession) -> None:
    """Bring the answer once more to somebody it did not reach."""
    telling.bring_again(session, principal, ref, user_id)


@router.post("/{ref}/deliveries/{user_id}/by-hand", status_code=204, dependencies=WRITES)
def tell_by_hand(
    ref: str, user_id: UserId, told: Telling, principal: Curator, session: WriteSession
) -> None:
    """Note that somebody the answer did not reach was told another way."""
    telling.tell_by_hand(session, principal, ref, user_id, told)
