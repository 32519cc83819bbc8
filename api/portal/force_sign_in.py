"""Signing in by the force's own service: away to it, and back with its answer."""

from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import public
from api.db import Database
from api.errors import Problem
from api.identity import service as identity
from api.identity.oidc import service
from api.identity.oidc.claims import Person, read_token
from api.identity.oidc.errors import NoAccess, Refused, SignInFailed
from api.identity.oidc.provider import Provider
from api.identity.service import SignedIn
from api.portal.sign_in import go_on, is_secure, local_path, offer
from api.settings import Settings

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/sign-in", dependencies=[Depends(public)])
COOKIE: Final = "prevention_sign_in"  # binds the way back to the browser that went
STATUS: Final = {"provider_down": 503, "not_begun": 400, "refused": 403, "no_access": 403}
Sent = Annotated[str, Query(max_length=4000)]


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise Problem(404, "not_found", "There is no other way to sign in here.")
    return provider


@router.get("/begin")
def begin(request: Request, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Send the browser to the force's service, to come back to the page it came from."""
    provider, database = _provider(request), _database(request)
    try:
        described = provider.description()
    except SignInFailed as failed:
        return _failed(request, failed, back)
    with database.writing() as session:
        begun = service.begin(
            session,
            request.app.state.settings,
            described,
            local_path(back),
            request.cookies.get(COOKIE),
        )
    response = RedirectResponse(begun.address, status_code=303)
    response.set_cookie(
        COOKIE,
        begun.cookie,
        max_age=int(service.LASTS.total_seconds()),
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return response


@router.get("/callback")
def come_back(request: Request, state: Sent = "", code: Sent = "", error: Sent = "") -> Response:
    """Check what the force's service says and open a session; else say what can be done."""
    provider = _provider(request)
    back = "/"
    try:
        with _database(request).writing() as session:
            begun = service.take_back(session, state, request.cookies.get(COOKIE))
        back = begun.back
        if error or not code:
            raise Refused("the provider signed nobody in")
        person = _person(request, provider, code, begun)
        signed_in = _sign_in(request, person)
    except SignInFailed as failed:
        return _failed(request, failed, back)
    return go_on(request, signed_in, back)


def _person(request: Request, provider: Provider, code: str, begun: service.BroughtBack) -> Person:
    """Return who it is, with no transaction open while the provider is waited for."""
    settings: Settings = request.app.state.settings
    token = provider.exchange(code, begun.code_verifier, service.redirect_uri(settings))
    return read_token(provider, token, service.expected(settings, begun.nonce))


def _sign_in(request: Request, person: Person) -> SignedIn:
    settings: Settings = request.app.state.settings
    agent = request.headers.get("user-agent", "")
    with _database(request).writing() as session:
        try:
            user = service.known(session, person)
        except NoAccess as failed:
            refused = failed  # that access ended is committed
        else:
            return identity.sign_in(session, user, settings.session_hours, agent)
    raise refused


def _failed(request: Request, failed: SignInFailed, back: str) -> Response:
    log.warning("sign_in_failed", code=failed.code, reason=failed.reason)
    return offer(request, back, failed=failed.code, status=STATUS[failed.code])


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
