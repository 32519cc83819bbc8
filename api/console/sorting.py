"""A ticket's place in the queue, set on its page: urgency, topic, queue, whose it is."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from api.access import CuratorPage
from api.console.ticket_page import Desk
from api.db import WriteSession
from api.ratelimits import limited
from api.staffing import service as staffing
from api.tickets import service
from api.tickets.schemas import SortChange

router = APIRouter(prefix="/console/tickets/{ref}")
WRITES = [limited("write")]
Version = Annotated[int | None, Form(ge=0, le=2**31)]


@router.post("/sort", dependencies=WRITES)
def sort(
    ref: str,
    principal: CuratorPage,
    desk: Desk,
    urgency: Annotated[str, Form(max_length=10)] = "",
    topic: Annotated[str | None, Form(max_length=40)] = None,
    queue: Annotated[str, Form(max_length=40)] = "",
    was_queue: Annotated[str, Form(max_length=40)] = "",
    version: Version = None,
) -> Response:
    """Set urgency, topic and queue; a queue that was not touched follows the topic."""

    def change() -> None:
        wanted = SortChange.model_validate(
            {"urgency": urgency or None, "topic": topic, "queue": queue}
            if queue and queue != was_queue
            else {"urgency": urgency or None, "topic": topic}
        )
        staffing.sort(desk.session, principal, ref, wanted, version)

    values = {"urgency": urgency, "topic": topic or "", "queue": queue}
    return desk.act(ref, values, "urgency", change, "sorted")


@router.post("/give", dependencies=WRITES)
def give(
    ref: str, principal: CuratorPage, desk: Desk, to: Annotated[str, Form(max_length=36)] = ""
) -> Response:
    """Give the ticket to somebody of the Hub."""
    done = "given"
    return desk.act(
        ref,
        {"to": to},
        "to",
        lambda: staffing.give(desk.session, principal, ref, to),
        done,
    )


@router.post("/start", dependencies=WRITES)
def start(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Begin to work on it."""
    service.start(session, principal, ref)
    return RedirectResponse(f"/console/tickets/{ref}?done=started", status_code=303)


@router.post("/put-back", dependencies=WRITES)
def put_back(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Have nobody work on it."""
    service.put_back(session, principal, ref)
    return RedirectResponse(f"/console/tickets/{ref}?done=put_back", status_code=303)
