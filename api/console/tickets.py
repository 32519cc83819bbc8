"""A ticket's page: read, taken on, answered, closed, reopened."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import markup
from api.access import CuratorPage
from api.console.ticket_page import Desk, Typed
from api.db import WriteSession
from api.portal.forms import typed
from api.ratelimits import limited
from api.tickets import likely, service, templates
from api.tickets.schemas import Closing, NewAnswer

router = APIRouter(prefix="/console/tickets/{ref}")
WRITES = [limited("write")]
BLANK = {("answer", "value_error"): "Write an answer before you send it."}
START = "start:"
Version = Annotated[int | None, Form(ge=0, le=2**31)]


@router.get("")
def ticket_page(
    ref: str,
    principal: CuratorPage,
    desk: Desk,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show a ticket with its whole conversation; that it was read is audited."""
    return desk.show(ref, done=done)


@router.post("/assign", dependencies=WRITES)
def assign(
    ref: str, principal: CuratorPage, session: WriteSession, version: Version = None
) -> Response:
    """Take the ticket on."""
    service.assign(session, principal, ref, version)
    return RedirectResponse(f"/console/tickets/{ref}?done=assigned", status_code=303)


@router.post("/answer", dependencies=WRITES)
def send_answer(
    ref: str,
    principal: CuratorPage,
    desk: Desk,
    answer: Annotated[str, Form()] = "",
    version: Version = None,
    action: Annotated[str, Form(max_length=40)] = "send",
    template: Annotated[int, Form(ge=0, le=2**31)] = 0,
) -> Response:
    """Send the answer, show it as it will be seen, or begin it; what is refused stays."""
    text = typed(answer)
    if action == "template" and template:
        return _begun(desk, ref, text, templates.filled(desk.session, principal, template, ref))
    if action.startswith(START):
        other = action.removeprefix(START)
        return _begun(desk, ref, text, likely.answer_of(desk.session, principal, other))
    if action != "send":
        return _preview(desk, ref, text)
    words = {} if text.strip() else BLANK
    return desk.act(
        ref,
        {"answer": text},
        "answer",
        lambda: service.answer(
            desk.session, principal, ref, NewAnswer(answer=text).answer, version
        ),
        "answered",
        words,
    )


def _preview(desk: Desk, ref: str, text: str) -> Response:
    """Show the answer rendered by what renders it in the conversation; nothing is sent."""
    shown: list[Response] = []

    def preview() -> None:
        new = NewAnswer(answer=text)
        shown.append(desk.preview(ref, new.answer, markup.to_html(new.answer)))

    refused = desk.act(ref, {"answer": text}, "answer", preview, "", {} if text.strip() else BLANK)
    return shown[0] if shown else refused


def _begun(desk: Desk, ref: str, text: str, start: str) -> Response:
    """Put a beginning under what was typed already: nothing is lost."""
    whole = f"{text.rstrip()}\n\n{start}" if text.strip() else start
    return desk.show(ref, Typed({"answer": whole}))


@router.post("/close", dependencies=WRITES)
def close(
    ref: str,
    principal: CuratorPage,
    desk: Desk,
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Annotated[str, Form()] = "",
    version: Version = None,
) -> Response:
    """Close an answered ticket, or one with a reason, which the officer gets as the answer."""
    values = {"reason": reason, "words": typed(words)}

    def closing() -> None:
        how = Closing.model_validate({"reason": reason or None, "words": values["words"]})
        service.close(desk.session, principal, ref, how, version)

    needed = {
        ("reason", "literal_error"): "Choose why.",
        (
            "",
            "value_error",
        ): "Say more than the reason does: who can help, or where it is answered.",
    }
    return desk.act(ref, values, "words", closing, "closed", needed)


@router.post("/reopen", dependencies=WRITES)
def reopen(
    ref: str, principal: CuratorPage, session: WriteSession, version: Version = None
) -> Response:
    """Put the ticket back in the queue."""
    service.reopen(session, principal, ref, version=version)
    return RedirectResponse(f"/console/tickets/{ref}?done=reopened", status_code=303)
