"""One's own account: where one is signed in, and the tokens that scripts use."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import OfficerPage, scopes_open_to
from api.db import WriteSession
from api.errors import Problem
from api.identity import people, sessions, tokens
from api.identity.roles import Principal
from api.identity.router import idle_of
from api.identity.schemas import ADMIN_TOKEN_DAYS, OWN_TOKEN_DAYS, NewToken
from api.portal.forms import field_errors
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/account")
WRITES = [limited("write")]
BLANK = {
    ("name", "string_too_short"): "Give the token a name, so that you know it again.",
    ("scopes", "too_short"): "Choose what the token may do.",
    ("days", "int_parsing"): "Give the days as a number.",
    ("days", "less_than_equal"): f"Give it {ADMIN_TOKEN_DAYS} days at most.",
    ("days", "greater_than_equal"): "Give it a day at least.",
}


@router.get("")
def account_page(request: Request, principal: OfficerPage, session: WriteSession) -> HTMLResponse:
    """Show who one is here, one's sessions and one's tokens."""
    return _account(request, principal, session)


def _account(
    request: Request,
    principal: Principal,
    session: Session,
    *,
    issued: str = "",
    errors: dict[str, str] | None = None,
    values: dict[str, object] | None = None,
) -> HTMLResponse:
    return page(
        request,
        "portal/account.html",
        status=422 if errors else 200,
        person=people.to_shown(people.get(session, principal.user_id)),
        sessions=sessions.list_own(session, principal, idle_of(request)).items,
        tokens=tokens.list_tokens(session, principal.user_id).items,
        scopes=scopes_open_to(request.app, principal.role),
        max_days=ADMIN_TOKEN_DAYS if principal.is_admin else OWN_TOKEN_DAYS,
        issued=issued,
        errors=errors or {},
        values=values or {"name": "", "scopes": [], "days": "30"},
    )


@router.post("/tokens", dependencies=WRITES)
def issue_token(
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    name: Annotated[str, Form(max_length=200)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[str, Form(max_length=10)] = "30",
) -> Response:
    """Make a token and show its secret this once; what is refused stays in the form."""
    values: dict[str, object] = {"name": name, "scopes": scopes or [], "days": days}
    try:
        new = NewToken.model_validate(values)
        issued = tokens.issue(session, principal, new, scopes_open_to(request.app, principal.role))
    except ValidationError as error:
        errors = field_errors(error, BLANK)
        return _account(request, principal, session, errors=errors, values=values)
    except Problem as problem:
        errors = {row["field"]: row["message"] for row in problem.errors}
        errors = errors or {"name": problem.detail}
        return _account(request, principal, session, errors=errors, values=values)
    return _account(request, principal, session, issued=issued.token)


@router.post("/tokens/{token_id}/revoke", dependencies=WRITES)
def revoke_token(token_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Make one's own token worthless, at once."""
    tokens.revoke(session, principal, principal.user_id, token_id)
    return RedirectResponse("/account#tokens", status_code=303)


@router.post("/sessions/end-others", dependencies=WRITES)
def end_others(principal: OfficerPage, session: WriteSession) -> Response:
    """Sign oneself out everywhere else, at once."""
    sessions.end_sessions(session, principal, principal.user_id, but=principal.session_id)
    return RedirectResponse("/account#sessions", status_code=303)


@router.post("/sessions/{session_id}/end", dependencies=WRITES)
def end_one(session_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Sign oneself out there, at once."""
    sessions.end_session(session, principal, principal.user_id, session_id)
    return RedirectResponse("/account#sessions", status_code=303)
