"""One's own notices over HTTP, and how one is told."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access import Officer, ScopeArea, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.notifications import service, ways
from api.notifications.schemas import (
    NoticeId,
    NoticePage,
    NoticeShown,
    UnreadNotices,
    WaysChange,
    WaysShown,
)
from api.notifications.ways import MailRules
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited

router = APIRouter(
    prefix="/v1/notices",
    tags=["notices"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.NOTIFICATIONS)],
)


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


@router.get("/ways")
def get_ways(
    principal: Officer, session: ReadSession, request: Request, response: Response
) -> WaysShown:
    """Return how one is told; the ETag goes back in If-Match with a change."""
    found = ways.ways(session, principal.user_id, MailRules.of(request.app.state.settings))
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.put("/ways", dependencies=[limited("write")])
def change_ways(
    change: WaysChange,
    principal: Officer,
    session: WriteSession,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> WaysShown:
    """Say how one wants to be told: by e-mail too, of what, and to which address."""
    rules, version = MailRules.of(request.app.state.settings), version_of(if_match)
    found = ways.change_ways(session, principal.user_id, change, version, rules)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.post("/read", dependencies=[limited("write")])
def read_all_notices(principal: Officer, session: WriteSession) -> UnreadNotices:
    """Mark all of one's own notices as read."""
    return UnreadNotices(unread=service.read_all(session, principal.user_id))


@router.post("/{notice_id}/read", dependencies=[limited("write")])
def read_notice(notice_id: NoticeId, principal: Officer, session: WriteSession) -> NoticeShown:
    """Mark one of one's own notices as read; a second time changes nothing."""
    return service.read(session, principal.user_id, notice_id)
