"""What the actions may do within an open turn: keep the draft, note feedback."""

from fastapi import APIRouter

from api.access import Service
from api.channels import feedback
from api.conversations import service
from api.conversations.directives import Draft, Noted, Verdict
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES, not_found
from api.identity.roles import Principal
from api.redaction.service import redact

router = APIRouter(prefix="/v1/turns/{turn_id}", tags=["turns"], responses=PROBLEM_RESPONSES)


def _conversation_of(principal: Principal, turn_id: str) -> str:
    """Return the conversation of the call's own turn; another turn's does not exist."""
    if turn_id != principal.turn_id or principal.conversation_id is None:
        raise not_found("turn")
    return principal.conversation_id


@router.put("/draft")
def save_draft(turn_id: str, changes: Draft, principal: Service, session: WriteSession) -> Draft:
    """Keep what was said for the ticket; fields left out stay. Returns the whole draft."""
    clean = {
        name: redact(value).text for name, value in changes.model_dump(exclude_none=True).items()
    }
    return service.save_draft(session, _conversation_of(principal, turn_id), Draft(**clean))


@router.delete("/draft", status_code=204)
def empty_draft(turn_id: str, principal: Service, session: WriteSession) -> None:
    """Forget the ticket being written."""
    service.empty_draft(session, _conversation_of(principal, turn_id))


@router.delete("/context", status_code=204)
def start_anew(turn_id: str, principal: Service, session: WriteSession) -> None:
    """Forget the draft, and take no later message with what was said before."""
    service.start_anew(session, _conversation_of(principal, turn_id), turn_id)


@router.post("/feedback")
def rate(turn_id: str, verdict: Verdict, principal: Service, session: WriteSession) -> Noted:
    """Keep whether an article helped; 404 `nothing_to_rate` if none was given."""
    return feedback.note(session, _conversation_of(principal, turn_id), turn_id, verdict)
