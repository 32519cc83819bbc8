"""The administrators' pages: people, their role and access, who is signed in where."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.access import AdminPage
from api.db import WriteSession
from api.errors import Problem
from api.identity import people, sessions, tokens
from api.identity.roles import Principal, Role
from api.identity.router import has_demo, idle_of
from api.identity.schemas import PersonChanges
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/people")
WRITES = [limited("write")]
PAGE_SIZE = 50
ROLES = {
    Role.OFFICER: "Officer or staff member",
    Role.CURATOR: "Hub curator",
    Role.LEAD: "Hub lead",
    Role.ADMIN: "Administrator",
}
DONE = {
    "changed": "The change is made.",
    "ended": "They are signed out.",
    "revoked": "The token is revoked.",
}


@router.get("")
def people_page(
    request: Request,
    principal: AdminPage,
    session: WriteSession,
    words: Annotated[str, Query(max_length=100)] = "",
    role: Annotated[str, Query(max_length=20)] = "",
    access: Annotated[str, Query(max_length=10)] = "",
    after: Annotated[str | None, Query(max_length=36)] = None,
) -> HTMLResponse:
    """Show people by name, those that the words, the role and the access leave."""
    chosen = Role(role) if role in ROLES else None
    active = {"on": True, "off": False}.get(access)
    found = people.find(session, principal, words, chosen, active, PAGE_SIZE, after)
    return page(
        request,
        "console/people.html",
        people=found,
        roles=ROLES,
        words=words,
        role=role,
        access=access,
        paged=after is not None,
    )


@router.get("/sessions")
def sessions_page(
    request: Request,
    principal: AdminPage,
    session: WriteSession,
    after: Annotated[str | None, Query(max_length=36)] = None,
) -> HTMLResponse:
    """Show who is signed in where, the newest first."""
    found = sessions.list_all(session, principal, idle_of(request), PAGE_SIZE, after)
    return page(request, "console/sessions.html", sessions=found, paged=after is not None)


@router.get("/{user_id}")
def person_page(
    user_id: str,
    request: Request,
    principal: AdminPage,
    session: WriteSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show one person with role, access, sessions and tokens; that is audited."""
    return _person(request, principal, session, user_id, done=done)


def _person(
    request: Request,
    principal: Principal,
    session: Session,
    user_id: str,
    *,
    done: str = "",
    error: str = "",
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "console/person.html",
        status=status,
        person=people.read(session, principal, user_id),
        sessions=sessions.list_of(session, user_id, idle_of(request)).items,
        tokens=tokens.list_tokens(session, user_id).items,
        roles=ROLES,
        done=DONE.get(done, ""),
        errors={"role": error} if error else {},
    )


@router.post("/{user_id}", dependencies=WRITES)
def change_person(
    user_id: str,
    request: Request,
    principal: AdminPage,
    session: WriteSession,
    role: Annotated[str, Form(max_length=20)] = "",
    access: Annotated[str, Form(max_length=10)] = "",
    version: Annotated[int | None, Form(ge=0)] = None,
) -> Response:
    """Change role or access; what is refused is said on the page."""
    changes = PersonChanges(
        role=Role(role) if role in ROLES else None,
        active={"on": True, "off": False}.get(access),
    )
    try:
        people.change(session, principal, user_id, changes, version, has_demo(request))
    except Problem as problem:
        if problem.status == 404:
            raise
        session.rollback()
        return _person(
            request, principal, session, user_id, error=problem.detail, status=problem.status
        )
    return _back(user_id, "changed")


@router.post("/{user_id}/sign-out", dependencies=WRITES)
def sign_somebody_out(user_id: str, principal: AdminPage, session: WriteSession) -> Response:
    """Sign somebody out everywhere, at once."""
    sessions.end_sessions(session, principal, people.get(session, user_id).id)
    return _back(user_id, "ended")


@router.post("/{user_id}/tokens/{token_id}/revoke", dependencies=WRITES)
def revoke_token(
    user_id: str, token_id: str, principal: AdminPage, session: WriteSession
) -> Response:
    """Make somebody's token worthless, at once."""
    tokens.revoke(session, principal, user_id, token_id)
    return _back(user_id, "revoked")


def _back(user_id: str, done: str) -> Response:
    return RedirectResponse(f"/console/people/{user_id}?done={done}", status_code=303)
