"""The Hub's queue: what is needed first, and what somebody looks for in it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.db import WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import field_errors, typed
from api.portal.templating import page
from api.ratelimits import limited
from api.staffing import people
from api.staffing import service as staffing
from api.staffing.schemas import BulkChange
from api.tickets import queueing, views
from api.tickets.filters import NewView, QueueFilter, ViewShown
from api.tickets.levels import service_levels
from api.tickets.queue_router import presence_of
from api.tickets.routing import routing
from api.tickets.schemas import TicketPage
from api.tickets.states import OWED, State

router = APIRouter(prefix="/console")
WRITES = [limited("write")]
PAGE_SIZE = 25

# view: what it is called, the states in it
VIEWS: Final[dict[str, tuple[str, frozenset[State]]]] = {
    "owed": ("Waiting for an answer", OWED),
    "new": ("New", frozenset({State.NEW})),
    "taken": ("Taken on", frozenset({State.ASSIGNED, State.IN_PROGRESS, State.WITH_PARTNER})),
    "reopened": ("Reopened", frozenset({State.REOPENED})),
    "answered": ("Answered", frozenset({State.ANSWERED})),
    "closed": ("Closed", frozenset({State.CLOSED, State.MERGED})),
    "withdrawn": ("Withdrawn", frozenset({State.WITHDRAWN})),
}
KINDS = {
    "guidance_request": "Request for guidance",
    "operational_issue": "Operational issue",
    "organisational_inefficiency": "Organisational inefficiency",
    "idea": "Idea",
}
ORDERS = {"": "As usual", "need": "Most needed first", "newest": "Newest first",
          "oldest": "Oldest first"}  # fmt: skip
NOTHING_DONE: Final[dict[str, Any]] = {
    "status": 200, "errors": {}, "result": None, "ticked": [], "name": "", "done": "",
}  # fmt: skip
DONE: Final = {"saved": "The view is saved.", "deleted": "The view is deleted."}
BLANK: Final = {("name", "value_error"): "Give the view a name."}
SEVERAL = frozenset({"state", "queue", "topic", "urgency", "kind"})


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for; `left_out` are the parts that mean nothing here."""

    view: str
    filter: QueueFilter
    given: dict[str, Any]
    left_out: tuple[str, ...]

    def address(self, **changes: str) -> str:
        """Return the page's address with parts changed."""
        return f"/console?{self.query(**changes)}"

    def query(self, **changes: str) -> str:
        """Return what stands behind the question mark."""
        return urlencode({"view": self.view} | self.given | changes, doseq=True)


def read_address(request: Request) -> Asked:
    """Return what is asked for; what means nothing is left out rather than refused."""
    query = request.query_params
    view = query.get("view", "owed")
    view = view if view in VIEWS else "owed"
    given: dict[str, Any] = {}
    for name in QueueFilter.model_fields:
        values = [value for value in query.getlist(name) if value.strip()]
        if values and name != "state":
            given[name] = values if name in SEVERAL else values[0]
    left_out: tuple[str, ...] = ()
    try:
        wanted = QueueFilter.model_validate(given | {"state": [*VIEWS[view][1]]})
    except ValidationError as error:
        left_out = tuple(sorted({str(row["loc"][0]) for row in error.errors()}))
        given = {name: value for name, value in given.items() if name not in left_out}
        wanted = QueueFilter.model_validate(given | {"state": [*VIEWS[view][1]]})
    return Asked(view, wanted, given, left_out)


@router.get("")
def queue_page(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show the tickets of one view that the filter holds for, and how many each view has."""
    asked = read_address(request)
    return show_queue(request, principal, session, asked, cursor, done=DONE.get(done, ""))


def show_queue(
    request: Request,
    principal: Principal,
    session: Session,
    asked: Asked,
    cursor: str | None = None,
    **more: object,
) -> HTMLResponse:
    """Return the page of the queue; `more` says what was just done, or refused."""
    by_state = queueing.counts(session)
    tickets = queueing.page(session, principal, asked.filter, PAGE_SIZE, cursor)
    counts = {name: sum(by_state[state] for state in states) for name, (_, states) in VIEWS.items()}
    return page(
        request,
        "console/queue.html",
        asked=asked,
        view=asked.view,
        views={name: label for name, (label, _) in VIEWS.items()},
        counts=counts,
        tickets=tickets,
        looking=_looking(request, principal, tickets),
        paged=cursor is not None,
        owed=OWED,
        saved=[(view, _address_of(view)) for view in views.views(session, principal).items],
        **_choices(session, principal),
        **NOTHING_DONE | more,
    )


def _looking(request: Request, principal: Principal, tickets: TicketPage) -> dict[str, str]:
    """Return who else looks at each of the tickets now, in words, by reference."""
    there = presence_of(request)
    found = {item.ref: there.others(item.ref, principal.user_id) for item in tickets.items}
    return {ref: ", ".join(who.name for who in rows) for ref, rows in found.items() if rows}


def _address_of(view: ViewShown) -> str:
    """Return the address that shows a saved view."""
    kept = view.filter.model_dump(mode="json", exclude_defaults=True)
    states = frozenset(view.filter.state) or OWED
    named = next((name for name, (_, of_it) in VIEWS.items() if of_it == states), "owed")
    parts = {key: value for key, value in kept.items() if key != "state"}
    if parts.get("overdue") or parts.get("undelivered"):
        parts = {key: "true" if value is True else value for key, value in parts.items()}
    return "/console?" + urlencode({"view": named} | parts, doseq=True)


@router.post("/queue/bulk", dependencies=WRITES)
def change_many(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    ref: Annotated[list[str] | None, Form(max_length=200)] = None,
    assignee: Annotated[str, Form(max_length=36)] = "",
    queue: Annotated[str, Form(max_length=40)] = "",
    urgency: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """Change the ticked tickets and show the queue with what came of each."""
    asked = read_address(request)
    chosen = {"assignee": assignee or None, "queue": queue or None, "urgency": urgency or None}
    try:
        change = BulkChange.model_validate({"refs": ref or []} | chosen)
        result = staffing.change_many(session, principal, change)
    except ValidationError:
        words = (
            "Tick tickets, and choose what is to be done with them."
            if not ref
            else ("Choose what is to be done with the ticked tickets.")
        )
        errors = {"bulk-assignee": words}
        return show_queue(
            request, principal, session, asked, status=422, errors=errors, ticked=ref or []
        )
    return show_queue(request, principal, session, asked, result=result)


@router.post("/queue/views", dependencies=WRITES)
def save_view(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    name: Annotated[str, Form(max_length=200)] = "",
    shared: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Keep the filter that the page shows under a name."""
    asked = read_address(request)
    try:
        new = NewView(name=typed(name), filter=asked.filter, shared=shared == "yes")
        views.save_view(session, principal, new)
    except ValidationError as error:
        words = {"name": field_errors(error, BLANK).get("name", "This was not accepted.")}
        return show_queue(request, principal, session, asked, status=422, errors=words, name=name)
    except Problem as problem:
        words = {"name": problem.detail}
        return show_queue(
            request, principal, session, asked, status=problem.status, errors=words, name=name
        )
    return RedirectResponse(asked.address(done="saved"), status_code=303)


@router.post("/queue/views/{view_id}/delete", dependencies=WRITES)
def delete_view(
    view_id: Annotated[int, Path(ge=1, le=2**63 - 1)], principal: CuratorPage, session: WriteSession
) -> Response:
    """Delete a saved view."""
    views.delete_view(session, principal, view_id)
    return RedirectResponse("/console?done=deleted", status_code=303)


def _choices(session: Session, principal: Principal) -> dict[str, Any]:
    """What the filter lets one choose from."""
    data = routing()
    others = [row for row in queueing.holders(session) if row[0] != principal.user_id]
    return {
        "urgencies": service_levels().names,
        "queue_names": [(key, queue.name) for key, queue in data.queues.items()],
        "topic_names": [(key, topic.name) for key, topic in data.topics.items()],
        "kinds": list(KINDS.items()),
        "people": others,
        "staff": [(row.user_id, row.name) for row in people.staff(session)],
        "orders": list(ORDERS.items()),
    }
