"""Who takes which ticket, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access import Curator, Lead, ScopeArea, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.staffing import people, service
from api.staffing.schemas import (
    AbsencePage,
    AbsenceShown,
    BulkChange,
    BulkResult,
    Giving,
    Members,
    NewAbsence,
    QueueShown,
    QueuesShown,
)
from api.tickets.schemas import SortChange, TicketShown

router = APIRouter(
    prefix="/v1",
    tags=["queue"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
WRITES = [limited("write")]
QueueKey = Annotated[str, Path(max_length=40)]
AbsenceId = Annotated[str, Path(max_length=36)]


@router.post("/tickets/{ref}/give", dependencies=WRITES)
def give_ticket(ref: str, giving: Giving, principal: Curator, session: WriteSession) -> TicketShown:
    """Give the ticket to somebody of the Hub, to oneself ("me"), or put it back ("nobody")."""
    return service.give(session, principal, ref, giving.to)


@router.patch("/tickets/{ref}/sorting", dependencies=WRITES)
def sort_ticket(
    ref: str,
    change: SortChange,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> TicketShown:
    """Set urgency, topic or queue; what is due, and who has it, follow."""
    shown = service.sort(session, principal, ref, change, version_of(if_match))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.post("/queue/bulk", dependencies=WRITES)
def change_many(change: BulkChange, principal: Curator, session: WriteSession) -> BulkResult:
    """Assign, move or set the urgency of many tickets; what could not be is named."""
    return service.change_many(session, principal, change)


@router.get("/queues")
def list_queues(principal: Curator, session: ReadSession) -> QueuesShown:
    """Return every queue with its people, and everybody of the Hub."""
    return people.queues(session)


@router.put("/queues/{queue}/members", dependencies=WRITES)
def set_members(
    queue: QueueKey,
    members: Members,
    principal: Lead,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> QueueShown:
    """Have exactly these people take the queue's tickets."""
    shown = people.set_members(session, principal, queue, members.user_ids, version_of(if_match))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.get("/absences")
def list_absences(principal: Curator, session: ReadSession) -> AbsencePage:
    """Return who is away, or will be."""
    return people.absences(session)


@router.post("/absences", status_code=201, dependencies=WRITES)
def add_absence(new: NewAbsence, principal: Lead, session: WriteSession) -> AbsenceShown:
    """Note that somebody is away, and who covers."""
    return people.add_absence(session, principal, new)


@router.delete("/absences/{absence_id}", status_code=204, dependencies=WRITES)
def remove_absence(absence_id: AbsenceId, principal: Lead, session: WriteSession) -> None:
    """Have somebody not away."""
    people.remove_absence(session, principal, absence_id)
