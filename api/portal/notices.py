"""What somebody was told, whatever their role: the list behind the count in every page's header."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import OfficerPage
from api.db import ReadSession, WriteSession
from api.notifications import service
from api.notifications.schemas import NoticeId
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import service as tickets

router = APIRouter(prefix="/notices")
WRITES = [limited("write")]
PAGE_SIZE = 30


@router.get("")
def notices_page(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    before: Annotated[NoticeId | None, Query()] = None,
    show: Annotated[str, Query(max_length=10)] = "all",
) -> HTMLResponse:
    """Show one's own notices, the newest first; `show=unread` leaves out what was read."""
    unread_only = show == "unread"
    return page(
        request,
        "portal/notices.html",
        unread=tickets.unread(session, principal),
        notices=service.notices(session, principal.user_id, PAGE_SIZE, before, unread_only),
        older=before is not None,
        show="unread" if unread_only else "all",
    )


@router.post("/read", dependencies=WRITES)
def read_all(principal: OfficerPage, session: WriteSession) -> Response:
    """Mark all as read."""
    service.read_all(session, principal.user_id)
    return RedirectResponse("/notices", status_code=303)


@router.get("/{notice_id}")
def open_notice(notice_id: NoticeId, principal: OfficerPage, session: WriteSession) -> Response:
    """Lead to what the notice is about; it counts as read from now on."""
    return RedirectResponse(
        service.read(session, principal.user_id, notice_id).link, status_code=303
    )


@router.post("/{notice_id}/read", dependencies=WRITES)
def read_one(notice_id: NoticeId, principal: OfficerPage, session: WriteSession) -> Response:
    """Mark one as read without going there."""
    service.read(session, principal.user_id, notice_id)
    return RedirectResponse("/notices", status_code=303)
