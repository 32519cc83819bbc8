"""What somebody was told, whatever their role: the list behind the count in every page's header."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import OfficerPage
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.notifications import service, ways
from api.notifications.notice import NoticeKind
from api.notifications.schemas import NoticeId, WaysChange, WaysShown
from api.notifications.ways import MailRules
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import service as tickets

router = APIRouter(prefix="/notices")
WRITES = [limited("write")]
PAGE_SIZE = 30
KIND_NAMES: Final = {
    NoticeKind.TICKET_ANSWERED: "The Hub has answered a request of mine",
    NoticeKind.DID_IT_WORK: "The Hub asks whether it worked",
    NoticeKind.ARTICLE_RECALLED: "An article that I was given was withdrawn as wrong",
    NoticeKind.TOKEN_EXPIRING: "An API token of mine is about to end",
    NoticeKind.TICKET_ASSIGNED: "A request is given to me",
    NoticeKind.TICKET_OVERDUE: "A request is overdue",
    NoticeKind.TICKET_REOPENED: "A request is open again",
    NoticeKind.DELIVERY_FAILED: "An answer did not arrive",
    NoticeKind.IN_REVIEW: "A draft waits for a review",
    NoticeKind.SENT_BACK: "A draft of mine was sent back",
    NoticeKind.PUBLISH_FAILED: "An article could not be published when it was due",
    NoticeKind.REVIEW_DUE: "An article is due for review",
    NoticeKind.REVIEW_OVERDUE: "An article is past its review date",
    NoticeKind.GAP_GROWING: "A question without an answer is asked more and more",
}
FOR_OFFICERS: Final = tuple(KIND_NAMES)[:4]


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


@router.get("/ways")
def ways_page(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show how one is told, to be changed."""
    rules = MailRules.of(request.app.state.settings)
    shown = ways.ways(session, principal.user_id, rules)
    mailed = {str(kind) for kind, on in shown.mailed.items() if on}
    return _ways(request, principal, session, shown, shown.address or "", mailed, done=bool(done))


def _ways(
    request: Request,
    principal: Principal,
    session: Session,
    shown: WaysShown,
    address: str,
    mailed: set[str],
    *,
    done: bool = False,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    kinds = [kind for kind in KIND_NAMES if principal.is_curator or kind in FOR_OFFICERS]
    return page(
        request,
        "portal/notice_ways.html",
        status=422 if errors else 200,
        unread=tickets.unread(session, principal),
        ways=shown,
        address=address,
        options=[(str(kind), KIND_NAMES[kind]) for kind in kinds],
        mailed=mailed,
        done="Saved." if done else "",
        errors=errors or {},
    )


@router.post("/ways", dependencies=WRITES)
def save_ways(
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    address: Annotated[str, Form()] = "",
    version: Annotated[int, Form(ge=0, le=2**31)] = 0,
    mailed: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Save how one wants to be told; what is refused stays in the form."""
    rules, chosen = MailRules.of(request.app.state.settings), set(mailed or ())
    offered = [kind for kind in KIND_NAMES if principal.is_curator or kind in FOR_OFFICERS]
    said = {kind: str(kind) in chosen for kind in offered}
    try:
        change = WaysChange(address=typed(address), mailed=said)
        ways.change_ways(session, principal.user_id, change, version, rules)
    except (Problem, ValidationError) as refused:
        if isinstance(refused, Problem) and refused.status != 422:
            raise
        message = refused.detail if isinstance(refused, Problem) else "This is too long."
        shown = ways.ways(session, principal.user_id, rules)
        errors = {"address": message}
        return _ways(request, principal, session, shown, typed(address), chosen, errors=errors)
    return RedirectResponse("/notices/ways?done=saved", status_code=303)


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
