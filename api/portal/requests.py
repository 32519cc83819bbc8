"""The officer's requests to the Hub, and the form that works when the dialogue does not."""

import uuid
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import OfficerPage
from api.channels.tickets import open_once
from api.conversations import service as conversations
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.guard import service as guard
from api.guard.service import Urgent
from api.identity.roles import Principal
from api.portal.forms import content_key, field_errors, typed
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import files, outcomes, subscribers
from api.tickets import service as tickets
from api.tickets.file_router import FileId, Store
from api.tickets.outcomes import Said
from api.tickets.schemas import MAX_QUESTION_CHARS, NewTicket, Reason, TicketShown
from api.tickets.sifting import ACCEPTED
from api.uploads import UNLIMITED, FileRoute, Uploaded
from api.wording import wording
from api.worksheets import repository as worksheets

router = APIRouter(prefix="/requests")
uploads = APIRouter(prefix="/requests/{ref}/files", route_class=FileRoute, max_body_size=UNLIMITED)
WRITES = [limited("write")]
PAGE_SIZE = 20
FIELDS = ("question", "tried", "where", "contact")
DONE = {
    "sent": "Sent to the Hub. Your reference is {ref}.",
    "joined": "You will be told the answer to {ref} too.",
    "reopened": "The request is open again.",
    "withdrawn": "The request is withdrawn.",
    "filed": "The file is kept with your request.",
    "unfiled": "The file is gone.",
    "settled": "Good. The request is closed.",
    "said": "Thank you. The Hub sees what you said.",
}
GONE = {
    "passed-on": "You have withdrawn the request. Others wait for its answer, so it stays open.",
    "left": "The answer will not be sent to you.",
}
CALM = "calm-send"
NEEDED = {("verdict", "literal_error"): "Choose one of these."}
Version = Annotated[int | None, Form(ge=0, le=2**31)]
BLANK = {("question", "value_error"): "Write what you need to know."}


@router.get("")
def list_requests(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    before: Annotated[str | None, Query(max_length=16)] = None,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show the requests that the officer sent or joined, the newest first."""
    return page(
        request,
        "portal/requests.html",
        done=GONE.get(done, ""),
        unread=tickets.unread(session, principal),
        tickets=tickets.mine(session, principal, PAGE_SIZE, before),
        older=before is not None,
        to_say=outcomes.unsaid(session, principal),
    )


@router.get("/new")
def new_request(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    conversation: Annotated[str, Query(max_length=36)] = "",
) -> HTMLResponse:
    """Show the form, filled with what was said in the conversation already.

    The question is that of the unfinished request, else the one asked last.
    """
    values = dict.fromkeys(FIELDS, "")
    if conversation:
        values |= _said(session, principal, conversation)
    return _form(request, principal, session, conversation, uuid.uuid4().hex, values, {})


def _said(session: Session, principal: Principal, conversation_id: str) -> dict[str, str]:
    """Return what was said in one's own conversation for a request to the Hub."""
    conversation = conversations.own(session, principal.user_id, conversation_id)
    written = worksheets.open_in(session, conversation_id, "guidance_request")[:1]
    return {"question": conversation.asked or ""} | (written[0].answers if written else {})


def _form(
    request: Request,
    principal: Principal,
    session: Session,
    conversation: str,
    nonce: str,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    urgent: Urgent | None = None,
) -> HTMLResponse:
    chosen = {**values, "contact": values["contact"] or "chat"}
    return page(
        request,
        "portal/new_request.html",
        status=status,
        unread=tickets.unread(session, principal),
        conversation=conversation,
        nonce=nonce,
        values=chosen,
        errors=errors,
        urgent=wording().urgent.notice(urgent.kind) if urgent else None,
        max_chars=MAX_QUESTION_CHARS,
    )


@router.post("/new", dependencies=WRITES)
def send_request(
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    question: Annotated[str, Form()] = "",
    tried: Annotated[str, Form()] = "",
    where: Annotated[str, Form()] = "",
    contact: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form(max_length=36)] = "",
    nonce: Annotated[str, Form(max_length=64)] = "",
    action: Annotated[str, Form(max_length=20)] = "send",
) -> Response:
    """Open a ticket, once however often it is clicked; what is refused stays in the form.

    What sounds urgent becomes a ticket only once the officer has said that it is not.
    """
    given = (question, tried, where, contact)
    values = dict(zip(FIELDS, map(typed, given), strict=True))
    urgent = None if action == CALM else guard.first_urgent(values.values())
    if urgent is not None:
        return _form(request, principal, session, conversation, nonce, values, {}, 422, urgent)
    try:
        new = _new_ticket(values, conversation)
        key = content_key(nonce, new.model_dump_json())
        hours = request.app.state.settings.idempotency_hours
        shown, _ = open_once(session, principal, new, key, hours)
    except ValidationError as error:
        session.rollback()  # what is refused leaves no trace
        errors = field_errors(error, {} if question.strip() else BLANK)
        return _form(request, principal, session, conversation, nonce, values, errors, 422)
    return RedirectResponse(f"/requests/{shown.ref}?done=sent", status_code=303)


def _new_ticket(values: Mapping[str, str], conversation: str) -> NewTicket:
    details = {name: values[name] or None for name in FIELDS if name != "question"}
    return NewTicket.model_validate(
        {
            "question": values["question"],
            "details": details,
            "conversation_id": conversation or None,
        }
    )


@router.get("/{ref}")
def request_page(
    ref: str,
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show one request; an answer counts as seen from now on."""
    shown = tickets.get(session, principal, ref)
    tickets.mark_seen(session, principal, ref)
    session.flush()
    return _request(request, principal, session, shown, done=done)


def _request(
    request: Request,
    principal: Principal,
    session: Session,
    shown: TicketShown,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "portal/request.html",
        status=status,
        unread=tickets.unread(session, principal),
        ticket=shown,
        outcome=None if shown.joined else outcomes.outcome(session, principal, shown.ref),
        files=files.files_on(session, principal, shown.ref),
        accepted=ACCEPTED,
        most_files=files.MOST_FILES,
        verdicts=wording().ticket.settling.verdicts,
        done=DONE.get(done, "").format(ref=shown.ref),
        sent=done == "sent",
        values=values or {},
        errors=errors or {},
    )


def _act(
    request: Request,
    principal: Principal,
    session: Session,
    ref: str,
    box: str,
    values: Mapping[str, str],
    act: Callable[[], object],
    done: str,
) -> Response:
    """Do it and go back to the request; what is refused stays in its box, with the reason."""
    try:
        act()
    except (ValidationError, Problem) as error:
        if isinstance(error, Problem) and error.status not in (412, 422):
            raise
        session.rollback()
        shown = tickets.get(session, principal, ref)
        if isinstance(error, Problem):
            errors, status = {box: error.detail}, error.status
        else:
            errors, status = field_errors(error, NEEDED), 422
        return _request(
            request, principal, session, shown, values=values, errors=errors, status=status
        )
    return RedirectResponse(f"/requests/{ref}?done={done}", status_code=303)


@router.post("/{ref}/reopen", dependencies=WRITES)
def reopen_request(
    ref: str,
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    reason: Annotated[str, Form()] = "",
    version: Version = None,
) -> Response:
    """Put the request back in the Hub's queue, with the reason."""
    values = {"reason": typed(reason)}

    def reopen() -> None:
        why = Reason.model_validate(values)
        tickets.reopen(session, principal, ref, why.reason, version)

    return _act(request, principal, session, ref, "reason", values, reopen, "reopened")


@router.post("/{ref}/confirm", dependencies=WRITES)
def confirm_request(
    ref: str,
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    version: Version = None,
) -> Response:
    """Say that the answer settled it; one that came meanwhile is read first."""

    def confirm() -> None:
        tickets.confirm(session, principal, ref, version)

    return _act(request, principal, session, ref, "confirm", {}, confirm, "settled")


@router.post("/{ref}/outcome", dependencies=WRITES)
def say_outcome(
    ref: str,
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    verdict: Annotated[str, Form(max_length=20)] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    """Say whether what was advised worked."""
    values = {"verdict": verdict, "words": typed(words)}

    def say() -> None:
        outcomes.say(session, principal, ref, Said.model_validate(values))

    return _act(request, principal, session, ref, "verdict", values, say, "said")


@uploads.post("", dependencies=WRITES)
def send_file(
    ref: str,
    request: Request,
    principal: OfficerPage,
    upload: Uploaded,
    session: WriteSession,
    store: Store,
) -> Response:
    """Hang a file on one's own request."""

    def add() -> None:
        files.add_file(session, store, principal, ref, upload)

    return _act(request, principal, session, ref, "document", {}, add, "filed")


@uploads.post("/{file_id}/remove", dependencies=WRITES)
def remove_file(
    ref: str, file_id: FileId, principal: OfficerPage, session: WriteSession, store: Store
) -> Response:
    """Take one's own file away."""
    files.remove_file(session, store, principal, ref, file_id)
    return RedirectResponse(f"/requests/{ref}?done=unfiled", status_code=303)


@router.post("/{ref}/withdraw", dependencies=WRITES)
def withdraw_request(ref: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Take the request back."""
    tickets.withdraw(session, principal, ref)
    if not tickets.is_visible(session, principal, ref):
        return RedirectResponse("/requests?done=passed-on", status_code=303)
    return RedirectResponse(f"/requests/{ref}?done=withdrawn", status_code=303)


@router.post("/{ref}/leave", dependencies=WRITES)
def leave_request(ref: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Wait no longer for the answer to another officer's request."""
    subscribers.leave(session, principal, ref)
    return RedirectResponse("/requests?done=left", status_code=303)
