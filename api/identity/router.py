"""One's own sessions and tokens over HTTP, and people, for administrators.

None of it is open to narrowed tokens: a token that leaked must not make or list others.
"""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from api.access import Admin, Officer, scopes_open_to
from api.db import WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity import people, sessions, tokens
from api.identity.roles import Role
from api.identity.schemas import (
    NewToken,
    PersonChanges,
    PersonPage,
    PersonShown,
    SessionPage,
    TokenIssued,
    TokenPage,
)
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.settings import Mode, Settings

router = APIRouter(tags=["people"], responses=PROBLEM_RESPONSES)
WRITES: Final = [limited("write")]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=36)]


def idle_of(request: Request) -> timedelta:
    """Return how long a session lasts unused."""
    settings: Settings = request.app.state.settings
    return timedelta(minutes=settings.session_idle_minutes)


def has_demo(request: Request) -> bool:
    """Say whether demo users can sign in here."""
    settings: Settings = request.app.state.settings
    return settings.mode is Mode.LOCAL


@router.get("/v1/account/sessions")
def list_own_sessions(principal: Officer, session: WriteSession, request: Request) -> SessionPage:
    """Return where one is signed in, the last used first."""
    return sessions.list_own(session, principal, idle_of(request))


@router.delete("/v1/account/sessions/{session_id}", status_code=204, dependencies=WRITES)
def end_own_session(session_id: str, principal: Officer, session: WriteSession) -> None:
    """Sign oneself out there, at once."""
    sessions.end_session(session, principal, principal.user_id, session_id)


@router.get("/v1/account/tokens")
def list_own_tokens(principal: Officer, session: WriteSession) -> TokenPage:
    """Return one's own tokens, never their secrets."""
    return tokens.list_tokens(session, principal.user_id)


@router.post("/v1/account/tokens", status_code=201, dependencies=WRITES)
def issue_token(
    new: NewToken, principal: Officer, session: WriteSession, request: Request
) -> TokenIssued:
    """Return a new token of one's own with its secret, which is shown this once."""
    return tokens.issue(session, principal, new, scopes_open_to(request.app, principal.role))


@router.delete("/v1/account/tokens/{token_id}", status_code=204, dependencies=WRITES)
def revoke_own_token(token_id: str, principal: Officer, session: WriteSession) -> None:
    """Make one's own token worthless, at once."""
    tokens.revoke(session, principal, principal.user_id, token_id)


@router.get("/v1/people")
def list_people(
    principal: Admin,
    session: WriteSession,
    words: Annotated[str, Query(max_length=100)] = "",
    role: Role | None = None,
    active: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PersonPage:
    """Return people by name; every one of the words stands in name, user name or area."""
    return people.find(session, principal, words, role, active, limit, cursor)


@router.get("/v1/people/{user_id}")
def read_person(
    user_id: str, principal: Admin, session: WriteSession, response: Response
) -> PersonShown:
    """Return one person; that they were looked at is audited."""
    shown = people.read(session, principal, user_id)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.patch("/v1/people/{user_id}", dependencies=WRITES)
def change_person(
    user_id: str,
    changes: PersonChanges,
    principal: Admin,
    session: WriteSession,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> PersonShown:
    """Change role or access; whoever is switched off is out at once."""
    version = version_of(if_match)
    shown = people.change(session, principal, user_id, changes, version, has_demo(request))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.get("/v1/sessions")
def list_all_sessions(
    principal: Admin,
    session: WriteSession,
    request: Request,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SessionPage:
    """Return who is signed in where, the newest first."""
    return sessions.list_all(session, principal, idle_of(request), limit, cursor)


@router.delete("/v1/people/{user_id}/sessions", status_code=204, dependencies=WRITES)
def end_sessions_of(user_id: str, principal: Admin, session: WriteSession) -> None:
    """Sign somebody out everywhere, at once."""
    sessions.end_sessions(session, principal, people.get(session, user_id).id)


@router.get("/v1/people/{user_id}/tokens")
def list_tokens_of(user_id: str, principal: Admin, session: WriteSession) -> TokenPage:
    """Return somebody's tokens, never their secrets."""
    return tokens.list_tokens(session, people.get(session, user_id).id)


@router.delete("/v1/people/{user_id}/tokens/{token_id}", status_code=204, dependencies=WRITES)
def revoke_token_of(user_id: str, token_id: str, principal: Admin, session: WriteSession) -> None:
    """Make somebody's token worthless, at once."""
    tokens.revoke(session, principal, user_id, token_id)
