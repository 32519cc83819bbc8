"""What the actions may do within an open turn: note feedback."""

from fastapi import APIRouter

from api.access import Service
from api.channels import feedback
from api.channels.moves import clear_requests
from api.conversations import service
from api.conversations.directives import Noted, Verdict
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES, not_found
from api.identity.roles import Principal

router = APIRouter(prefix="/v1/turns/{turn_id}", tags=["turns"], responses=PROBLEM_RESPONSES)


def _conversation_of(principal: Principal, turn_id: str) -> str:
    """Return the conversation of the call's own turn; another turn's does not exist."""
    if turn_id != principal.turn_id or principal.conversation_id is None:
        raise not_found("turn")
    return principal.conversation_id


@router.delete("/context", status_code=204)
def start_anew(turn_id: str, principal: Service, session: WriteSession) -> None:
    """Forget the request being written, and take no later message with what was said before."""
    conversation_id = _conversation_of(principal, turn_id)
    clear_requests(session, service.own(session, principal.user_id, conversation_id))
    service.start_anew(session, turn_id)


@router.post("/feedback")
def rate(turn_id: str, verdict: Verdict, principal: Service, session: WriteSession) -> Noted:
    """Keep whether an article helped; 404 `nothing_to_rate` if none was given."""
    return feedback.note(session, _conversation_of(principal, turn_id), turn_id, verdict)
