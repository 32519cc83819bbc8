"""Signing in and out in a browser. In local mode there are demo users and no passwords."""

import re
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import COOKIE, OfficerPage, check_same_origin, current_principal, public
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity import repository, service
from api.portal.templating import page
from api.settings import Mode, Settings

router = APIRouter()
# One slash, then no second one and no backslash: a path of ours, never another host.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


def local_path(back: str) -> str:
    """Return `back` if it is a path of ours, else the first page."""
    return back if LOCAL_PATH.fullmatch(back) else "/"


@router.get("/sign-in", dependencies=[Depends(public)])
async def sign_in_page(request: Request, session: ReadSession, back: str = "/") -> Response:
    """Offer the demo users; whoever is signed in goes on to where they came from."""
    if await current_principal(request) is not None:
        return RedirectResponse(local_path(back), status_code=303)
    return _offer(request, session, back, {})


def _offer(
    request: Request, session: ReadSession, back: str, errors: dict[str, str]
) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    users = repository.demo_users(session) if settings.mode is Mode.LOCAL else []
    return page(
        request,
        "portal/sign_in.html",
        status=422 if errors else 200,
        demo_users=users,
        back=local_path(back),
        errors=errors,
    )


@router.post("/sign-in", dependencies=[Depends(public)])
def sign_in(
    request: Request,
    session: WriteSession,
    username: Annotated[str, Form(max_length=64)] = "",
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Open a browser session for a demo user and go back to where they came from."""
    check_same_origin(request)
    settings: Settings = request.app.state.settings
    if settings.mode is not Mode.LOCAL:
        raise Problem(403, "sign_in_refused", "Demo users sign in in local mode only.")
    try:
        agent = request.headers.get("user-agent", "")
        signed_in = service.sign_in_demo(session, username, settings.session_hours, agent)
    except Problem as problem:
        return _offer(request, session, back, {"username": problem.detail})
    response = RedirectResponse(local_path(back), status_code=303)
    response.set_cookie(
        COOKIE,
        signed_in.cookie,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/sign-out")
def sign_out(
    principal: OfficerPage,
    session: WriteSession,
    cookie: Annotated[str, Cookie(alias=COOKIE)] = "",
) -> Response:
    """End the browser session and forget its cookie."""
    service.sign_out(session, cookie)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response
