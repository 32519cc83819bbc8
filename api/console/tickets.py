"""One ticket with all that is needed to answer it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api import markup
from api.access import CuratorPage
from api.conversations import service as conversations
from api.conversations.schemas import MessageShown
from api.db import WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import field_errors, typed
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import service
from api.tickets.schemas import MAX_ANSWER_CHARS, NewAnswer, TicketShown
from api.wording import wording

router = APIRouter(prefix="/console")
WRITES = [limited("write")]
EARLIER_PARTS = 20  # of 200 messages: more than any conversation holds

DONE = {
    "assigned": "The ticket is yours.",
    "answered": "The answer is sent.",
    "closed": "The ticket is closed.",
    "reopened": "The ticket is open again.",
}
BLANK = {("answer", "value_error"): "Write an answer before you send it."}


@router.get("/tickets/{ref}")
def ticket_page(
    ref: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show a ticket with its whole conversation; that it was read is audited."""
    return _ticket(request, principal, session, ref, done=done)


def _ticket(
    request: Request,
    principal: Principal,
    session: Session,
    ref: str,
    *,
    done: str = "",
    text: str = "",
    preview: str = "",
    problem: tuple[int, dict[str, str]] = (200, {}),
) -> HTMLResponse:
    ticket = service.get(session, principal, ref)
    return page(
        request,
        "console/ticket.html",
        status=problem[0],
        ticket=ticket,
        messages=_whole_conversation(session, ticket),
        contexts=conversations.contexts(session, ticket.conversation_id or ""),
        context_words=wording().context.staff,
        done=DONE.get(done, ""),
        answered_now=done == "answered",
        text=text,
        preview=preview,
        errors=problem[1],
        max_chars=MAX_ANSWER_CHARS,
    )


def _whole_conversation(session: Session, ticket: TicketShown) -> list[MessageShown]:
    if ticket.conversation_id is None:
        return []
    found: list[MessageShown] = []
    after: int | None = 0
    for _ in range(EARLIER_PARTS):
        if after is None:
            break
        part = conversations.for_curator(session, ticket.conversation_id, after)
        found, after = found + part.items, part.next
    return found


@router.post("/tickets/{ref}/assign", dependencies=WRITES)
def assign(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Take the ticket on."""
    service.assign(session, principal, ref)
    return _back(ref, "assigned")


@router.post("/tickets/{ref}/answer", dependencies=WRITES)
def send_answer(
    ref: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    answer: Annotated[str, Form()] = "",
    version: Annotated[int | None, Form()] = None,
    action: Annotated[str, Form()] = "send",
) -> Response:
    """Send the answer, or show what it will look like; what is refused stays in the box."""
    text = typed(answer)
    try:
        new = NewAnswer(answer=text)
        if action == "preview":
            preview = markup.to_html(new.answer)
            return _ticket(request, principal, session, ref, text=text, preview=preview)
        service.answer(session, principal, ref, new.answer, version)
    except ValidationError as error:
        wrong = (422, field_errors(error, {} if text.strip() else BLANK))
        return _ticket(request, principal, session, ref, text=text, problem=wrong)
    except Problem as problem:
        if problem.status == 404:
            raise
        session.rollback()
        wrong = (problem.status, {"answer": problem.detail})
        return _ticket(request, principal, session, ref, text=text, problem=wrong)
    return _back(ref, "answered")


@router.post("/tickets/{ref}/close", dependencies=WRITES)
def close(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Close an answered ticket."""
    service.close(session, principal, ref)
    return _back(ref, "closed")


@router.post("/tickets/{ref}/reopen", dependencies=WRITES)
def reopen(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Put the ticket back in the queue."""
    service.reopen(session, principal, ref)
    return _back(ref, "reopened")


def _back(ref: str, done: str) -> Response:
    return RedirectResponse(f"/console/tickets/{ref}?done={done}", status_code=303)
