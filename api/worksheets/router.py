"""One's own worksheets over HTTP.

Beginning and sending one are in api.channels.worksheets, which knows conversations and tickets.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Officer, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.worksheets import repository, service
from api.worksheets.kinds import KindName
from api.worksheets.schemas import Changes, State, WorksheetPage, WorksheetShown
from api.worksheets.showing import to_line, to_shown

router = APIRouter(
    prefix="/v1/worksheets",
    tags=["worksheets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.WORKSHEETS)],
)
WRITES = [limited("write")]


@router.get("")
def list_worksheets(
    principal: Officer,
    session: ReadSession,
    state: Annotated[list[State] | None, Query()] = None,
    kind: Annotated[list[KindName] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> WorksheetPage:
    """Return one's own worksheets, the last touched first; without `state` the unfinished ones."""
    rows = repository.of_user(session, principal.user_id, state or ["open"], kind or [], limit)
    return WorksheetPage(items=[to_line(row) for row in rows])


@router.get("/{worksheet_id}")
def read_worksheet(
    worksheet_id: str, principal: Officer, session: WriteSession, response: Response
) -> WorksheetShown:
    """Return one's own worksheet, or to the Hub a sent one; a read by the Hub is audited."""
    shown = to_shown(service.readable(session, principal, worksheet_id))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.patch("/{worksheet_id}", dependencies=WRITES)
def change_worksheet(
    worksheet_id: str,
    changes: Changes,
    principal: Officer,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> WorksheetShown:
    """Answer some steps of one's own unfinished worksheet: all that are given, or none."""
    sheet = service.changeable(session, principal.user_id, worksheet_id, version_of(if_match))
    service.put(sheet, changes.answers)
    response.headers["ETag"] = f'"{sheet.version}"'
    return to_shown(sheet)


@router.post("/{worksheet_id}/discard", dependencies=WRITES)
def discard_worksheet(
    worksheet_id: str, principal: Officer, session: WriteSession
) -> WorksheetShown:
    """Throw away one's own unfinished worksheet; a second click changes nothing."""
    sheet = service.own(session, principal.user_id, worksheet_id)
    if sheet.state != "discarded":
        service.discard(service.changeable(session, principal.user_id, worksheet_id))
    return to_shown(sheet)
