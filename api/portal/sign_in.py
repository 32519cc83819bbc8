"""Signing in and out in a browser. In local mode there are demo users and no passwords."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import COOKIE, OfficerPage, check_same_origin, current_principal, public
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity import repository, service
from api.identity.models import User
from api.identity.oidc import service as oidc
from api.identity.oidc.errors import SignInFailed
from api.identity.service import SignedIn
from api.portal.templating import page
from api.settings import Mode, Settings

router = APIRouter()
SIGNED_OUT_HERE = "signed_out_here"  # and perhaps not at the force's service
# One slash, then no second one and no backslash: a path of ours, never another host.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


def local_path(back: str) -> str:
    """Return `back` if it is a path of ours, else the first page."""
    return back if LOCAL_PATH.fullmatch(back) else "/"


@router.get("/sign-in", dependencies=[Depends(public)])
async def sign_in_page(
    request: Request,
    session: ReadSession,
    back: str = "/",
    failed: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Offer the ways to sign in; whoever is signed in goes on to where they came from."""
    if await current_principal(request) is not None:
        return RedirectResponse(local_path(back), status_code=303)
    if failed == SIGNED_OUT_HERE:
        return offer(request, back, failed=failed)
    return _offer(request, session, back, {})


def _offer(
    request: Request, session: ReadSession, back: str, errors: dict[str, str]
) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    users = repository.demo_users(session) if settings.mode is Mode.LOCAL else []
    status = 422 if errors else 200
    return offer(request, back, demo_users=users, errors=errors, status=status)


def offer(
    request: Request,
    back: str,
    *,
    demo_users: Sequence[User] = (),
    errors: Mapping[str, str] | None = None,
    failed: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return the page of all ways to sign in; `failed` is the code of what went wrong."""
    return page(
        request,
        "portal/sign_in.html",
        status=status,
        demo_users=demo_users,
        by_force=request.app.state.provider is not None,
        back=local_path(back),
        begin=f"/sign-in/begin?{urlencode({'back': local_path(back)})}",
        failed=failed,
        errors=errors or {},
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
    return go_on(request, signed_in, back)


def go_on(request: Request, signed_in: SignedIn, back: str) -> Response:
    """Return the way back to where somebody came from, with the cookie of their new session."""
    settings: Settings = request.app.state.settings
    response = RedirectResponse(local_path(back), status_code=303)
    response.set_cookie(
        COOKIE,
        signed_in.cookie,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return response


def is_secure(request: Request) -> bool:
    """Say whether cookies go over TLS alone: always, except in local mode without it."""
    settings: Settings = request.app.state.settings
    return settings.mode is not Mode.LOCAL or request.url.scheme == "https"


@router.post("/sign-out")
def sign_out(
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    cookie: Annotated[str, Cookie(alias=COOKIE)] = "",
) -> Response:
    """End the browser session, forget its cookie, and go on to sign out where one signed in."""
    service.sign_out(session, cookie)
    onward = _sign_out_there(request) if service.is_provided(session, principal) else "/sign-in"
    response = RedirectResponse(onward, status_code=303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(request))
    return response


def _sign_out_there(request: Request) -> str:
    """Return where the force's service signs out; one that is down cannot keep somebody in here."""
    state = request.app.state
    try:
        address = oidc.sign_out_address(state.settings, state.provider) if state.provider else None
    except SignInFailed:
        return f"/sign-in?failed={SIGNED_OUT_HERE}"
    return address or f"/sign-in?failed={SIGNED_OUT_HERE}"
