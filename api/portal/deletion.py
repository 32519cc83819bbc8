"""Deleting a conversation from its page: what goes and what stays is said first."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import OfficerPage
from api.audit import service as audit
from api.conversations import service as conversations
from api.db import ReadSession, WriteSession, after_commit
from api.errors import Problem
from api.portal.templating import page
from api.ratelimits import limited
from api.retention import deletion
from api.retention.classes import record_classes
from api.settings import Settings
from api.tickets import service as tickets

router = APIRouter(prefix="/conversations/{conversation_id}/delete")


@router.get("")
def delete_page(
    conversation_id: str, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Say what deleting this conversation of one's own does, and ask."""
    conversations.own(session, principal.user_id, conversation_id)
    settings: Settings = request.app.state.settings
    classes = record_classes().classes.values()
    return page(
        request,
        "portal/delete.html",
        unread=tickets.unread(session, principal),
        conversation_id=conversation_id,
        title=conversations.title(session, conversation_id),
        refs=tickets.refs_of(session, conversation_id),
        goes=[item for item in classes if item.forget == "deleted"],
        unlinked=[
            (item, item.keep.words(settings)) for item in classes if item.forget == "unlinked"
        ],
        stays=[(item, item.keep.words(settings)) for item in classes if item.forget == "stays"],
    )


@router.post("", dependencies=[limited("write")])
def delete(
    conversation_id: str, request: Request, principal: OfficerPage, session: WriteSession
) -> Response:
    """Delete it and go on to an empty one; a second click finds it done."""
    try:
        deletion.delete_own(session, principal.user_id, conversation_id)
    except Problem:
        by_us = {"actor_id": principal.user_id, "action": deletion.DELETED}
        if not audit.was_recorded(session, object_id=conversation_id, **by_us):
            raise
    live = request.app.state.live
    after_commit(session, lambda: live.grew(conversation_id))
    return RedirectResponse("/conversations/new?done=deleted", status_code=303)
