"""Beginning a worksheet, moving in it within a turn, and sending it."""

from fastapi import APIRouter, Request, Response

from api.access import Officer, Service, scoped
from api.channels.moves import make_move
from api.channels.sending import send
from api.channels.standing import Move, Standing
from api.conversations import service as conversations
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES, not_found
from api.identity.roles import ScopeArea
from api.ratelimits import limited
from api.worksheets import service as worksheets
from api.worksheets.schemas import NewWorksheet, WorksheetShown
from api.worksheets.showing import to_shown

router = APIRouter(tags=["worksheets"], responses=PROBLEM_RESPONSES)
WRITES = [limited("write")]
IN_AREA = [scoped(ScopeArea.WORKSHEETS)]


@router.post("/v1/worksheets", status_code=201, dependencies=[*IN_AREA, *WRITES])
def begin_worksheet(
    new: NewWorksheet, principal: Officer, session: WriteSession, response: Response
) -> WorksheetShown:
    """Begin a form or plan of one's own, with what is known of it already."""
    if new.conversation_id is not None:
        conversations.own(session, principal.user_id, new.conversation_id)
    sheet = worksheets.begin(session, principal.user_id, new.kind, new.conversation_id, new.answers)
    response.headers["Location"] = f"/v1/worksheets/{sheet.id}"
    response.headers["ETag"] = f'"{sheet.version}"'
    return to_shown(sheet)


@router.post("/v1/worksheets/{worksheet_id}/send", dependencies=[*IN_AREA, *WRITES])
def send_worksheet(worksheet_id: str, principal: Officer, session: WriteSession) -> WorksheetShown:
    """Send one's own worksheet to the Hub as a ticket; a second time changes nothing."""
    sheet = worksheets.own(session, principal.user_id, worksheet_id)
    send(session, principal, sheet)
    return to_shown(sheet)


@router.post("/v1/turns/{turn_id}/worksheet")
def move_in_turn(
    turn_id: str, move: Move, principal: Service, session: WriteSession, request: Request
) -> Standing:
    """Make a move in the worksheet of the turn's own conversation."""
    if turn_id != principal.turn_id or principal.conversation_id is None:
        raise not_found("turn")
    conversation = conversations.own(session, principal.user_id, principal.conversation_id)
    return make_move(session, principal, conversation, turn_id, move, request.app.state.searcher)
