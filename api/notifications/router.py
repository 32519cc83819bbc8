"""One's own notices over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Officer
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.notifications import service
from api.notifications.schemas import NoticeId, NoticePage, NoticeShown, UnreadNotices
from api.ratelimits import limited

router = APIRouter(prefix="/v1/notices", tags=["notices"], responses=PROBLEM_RESPONSES)


@router.get("")
def list_notices(
    principal: Officer,
    session: ReadSession,
    unread: Annotated[bool, Query()] = False,
    before: Annotated[NoticeId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> NoticePage:
    """Return one's own notices, the newest first; with `unread` only those not read yet."""
    return service.notices(session, principal.user_id, limit, before, unread)


@router.post("/read", dependencies=[limited("write")])
def read_all_notices(principal: Officer, session: WriteSession) -> UnreadNotices:
    """Mark all of one's own notices as read."""
    return UnreadNotices(unread=service.read_all(session, principal.user_id))


@router.post("/{notice_id}/read", dependencies=[limited("write")])
def read_notice(notice_id: NoticeId, principal: Officer, session: WriteSession) -> NoticeShown:
    """Mark one of one's own notices as read; a second time changes nothing."""
    return service.read(session, principal.user_id, notice_id)
