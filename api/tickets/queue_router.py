"""The queue over HTTP, for the Hub: its pages, saved views, who is looking at what."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from api.access import Curator, Requires, ScopeArea, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import Principal, Role
from api.ratelimits import limited
from api.tickets import queueing, views
from api.tickets.filters import NewView, QueueFilter, ViewPage, ViewShown
from api.tickets.presence import Presence
from api.tickets.reading import find_visible
from api.tickets.schemas import TicketPage, ViewerShown, ViewersShown

router = APIRouter(
    prefix="/v1",
    tags=["queue"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
OpenTicketPage = Annotated[Principal, Depends(Requires(Role.CURATOR, by_itself=True))]
"""An open page of a ticket, which asks by itself, whether somebody is at it or not."""
WRITES = [limited("write")]
ViewId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class QueueQuery(QueueFilter):
    """A filter, and which page of it."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str | None, Field(max_length=40)] = None


@router.get("/queue")
def read_queue(
    principal: Curator, session: WriteSession, query: Annotated[QueueQuery, Query()]
) -> TicketPage:
    """Return the tickets that the filter holds for: by need if all are owed, else newest first."""
    return queueing.page(session, principal, query, query.limit, query.cursor)


@router.get("/queue/views")
def list_views(principal: Curator, session: ReadSession) -> ViewPage:
    """Return one's own saved views and those that a lead shares."""
    return views.views(session, principal)


@router.post("/queue/views", status_code=201, dependencies=WRITES)
def save_view(new: NewView, principal: Curator, session: WriteSession) -> ViewShown:
    """Keep a filter under a name; one's own of that name is replaced. Sharing needs a lead."""
    return views.save_view(session, principal, new)


@router.delete("/queue/views/{view_id}", status_code=204, dependencies=WRITES)
def delete_view(view_id: ViewId, principal: Curator, session: WriteSession) -> None:
    """Delete one's own view, or as a lead a shared one."""
    views.delete_view(session, principal, view_id)


def presence_of(request: Request) -> Presence:
    """Return who is where."""
    found: Presence = request.app.state.presence
    return found


@router.get("/tickets/{ref}/presence")
def read_presence(
    ref: str, request: Request, principal: Curator, session: ReadSession
) -> ViewersShown:
    """Return who else looks at the ticket now."""
    find_visible(session, principal, ref)
    return _others(request, ref, principal.user_id)


@router.put("/tickets/{ref}/presence")
def keep_presence(
    ref: str, request: Request, principal: OpenTicketPage, session: ReadSession
) -> ViewersShown:
    """Say that one looks at the ticket still; holds for a minute. Returns who else does."""
    find_visible(session, principal, ref)
    presence_of(request).seen(ref, principal)
    return _others(request, ref, principal.user_id)


@router.delete("/tickets/{ref}/presence", status_code=204)
def end_presence(ref: str, request: Request, principal: Curator) -> None:
    """Say that one looks at it no more."""
    presence_of(request).left(ref, principal.user_id)


def _others(request: Request, ref: str, user_id: str) -> ViewersShown:
    rows = presence_of(request).others(ref, user_id)
    return ViewersShown(
        items=[ViewerShown(name=row.name, opened_at=row.opened_at, now=row.beating) for row in rows]
    )
