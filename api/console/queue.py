"""The Hub's queue: what is needed first, and what somebody looks for in it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.db import ReadSession
from api.identity.roles import Principal
from api.portal.templating import page
from api.tickets import queueing
from api.tickets.filters import QueueFilter
from api.tickets.levels import service_levels
from api.tickets.routing import routing
from api.tickets.states import OWED, State

router = APIRouter(prefix="/console")
PAGE_SIZE = 25

# view: what it is called, the states in it
VIEWS: Final[dict[str, tuple[str, frozenset[State]]]] = {
    "owed": ("Waiting for an answer", OWED),
    "new": ("New", frozenset({State.NEW})),
    "taken": ("Taken on", frozenset({State.ASSIGNED, State.IN_PROGRESS})),
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
        parts = {"view": self.view} | self.given | changes
        return "/console?" + urlencode(parts, doseq=True)


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
    session: ReadSession,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> HTMLResponse:
    """Show the tickets of one view that the filter holds for, and how many each view has."""
    return show_queue(request, principal, session, read_address(request), cursor)


def show_queue(
    request: Request,
    principal: Principal,
    session: Session,
    asked: Asked,
    cursor: str | None = None,
) -> HTMLResponse:
    """Return the page of the queue."""
    by_state = queueing.counts(session)
    counts = {name: sum(by_state[state] for state in states) for name, (_, states) in VIEWS.items()}
    return page(
        request,
        "console/queue.html",
        asked=asked,
        view=asked.view,
        views={name: label for name, (label, _) in VIEWS.items()},
        counts=counts,
        tickets=queueing.page(session, principal, asked.filter, PAGE_SIZE, cursor),
        paged=cursor is not None,
        owed=OWED,
        **_choices(session, principal),
    )


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
        "orders": list(ORDERS.items()),
    }
