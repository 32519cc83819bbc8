"""The conversation page: with a script it sends by itself, without one by a plain form."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.access import Officer, OfficerPage, OpenPage
from api.channels import gateway
from api.conversations import service as conversations
from api.conversations.schemas import MAX_TEXT_CHARS, ChatRequest, MessageId, MessageShown
from api.db import Database, ReadSession
from api.errors import Problem
from api.idempotency.service import IdempotencyKey
from api.identity.roles import Principal
from api.portal.forms import NEW, content_key, send_form, typed
from api.portal.templating import page
from api.ratelimits import limited
from api.recall.labels import labelled
from api.tickets import service as tickets

router = APIRouter()
SHOWN = 200
DONE = {"deleted": "The conversation is deleted."}
CHATS = [limited("chat")]


class NewMessage(ChatRequest):
    """A message, and the id of the last one that the page shows."""

    after: MessageId = 0


class Status(BaseModel):
    """What a page asks for again while it is open."""

    reader: str
    csrf_token: str | None
    unread: int


@router.get("/")
def first_page(request: Request, principal: OfficerPage, session: ReadSession) -> HTMLResponse:
    """Show the conversation the officer used last, or an empty one."""
    latest = conversations.latest(session, principal.user_id)
    return _chat_page(request, principal, session, latest.id if latest else "")


@router.get("/conversations/new")
def new_conversation(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show an empty conversation; it begins to exist with its first message."""
    return _chat_page(request, principal, session, "", done=DONE.get(done, ""))


@router.get("/conversations/{conversation_id}")
def conversation_page(
    conversation_id: str, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Show one of the officer's own conversations."""
    return _chat_page(request, principal, session, conversation_id)


def _chat_page(
    request: Request,
    principal: Principal,
    session: Session,
    conversation_id: str,
    *,
    text: str = "",
    error: str = "",
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    shown, earlier = _latest_messages(session, principal, conversation_id)
    return page(
        request,
        "portal/chat.html",
        status=status,
        unread=_seen(request, principal, session, shown),
        conversation_id=conversation_id,
        messages=shown,
        earlier=earlier,
        recent=conversations.recent(session, principal.user_id),
        form=send_form(principal, conversation_id),
        text=text,
        done=done,
        errors={"text": error} if error else {},
        max_chars=MAX_TEXT_CHARS,
    )


def _seen(
    request: Request, principal: Principal, session: Session, shown: list[MessageShown]
) -> int:
    """Note that the Hub's answers among `shown` are read; return how many others are not."""
    unread = tickets.unread(session, principal)
    refs = {reply.ref for item in shown for reply in item.replies if reply.kind == "ticket"}
    if not unread or not refs:
        return unread
    database: Database = request.app.state.database
    with database.writing() as writing:
        for ref in refs:
            tickets.mark_seen(writing, principal, ref)
        return tickets.unread(writing, principal)


def _latest_messages(
    session: Session, principal: Principal, conversation_id: str
) -> tuple[list[MessageShown], bool]:
    """Return the last `SHOWN` messages, oldest first, and whether there are earlier ones."""
    if not conversation_id:
        return [], False
    found, earlier = conversations.latest_messages(session, principal, conversation_id, SHOWN)
    return labelled(session, found), earlier


@router.post("/conversations/{conversation_id}/messages", dependencies=CHATS)
async def send_plain(
    conversation_id: str,
    request: Request,
    principal: OfficerPage,
    text: Annotated[str, Form()] = "",
    payload: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
) -> Response:
    """Send a message without a script, and show the conversation again.

    The same message sent twice from one page is one message; text that is refused stays.
    """
    known = "" if conversation_id == NEW else conversation_id
    text = typed(text)
    try:
        asked = ChatRequest(conversation_id=known or None, text=text, payload=payload or None)
        key = content_key(nonce, text, payload)
        done = await gateway.take_turn(request.app, principal, asked, key)
    except ValidationError as error:
        return await run_in_threadpool(_again, request, principal, known, text, 422, _why(error))
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return await run_in_threadpool(
            _again, request, principal, known, text, problem.status, problem.detail
        )
    return RedirectResponse(
        f"/conversations/{done.conversation_id}#message-{done.message_id}", status_code=303
    )


def _why(error: ValidationError) -> str:
    """Return what is wrong with a message in words of the page."""
    row = error.errors()[0]
    if row["type"] == "string_too_long" and row["loc"] == ("text",):
        over = len(row["input"]) - MAX_TEXT_CHARS
        return f"Your message is {over} character{'s' * (over > 1)} too long."
    if row["loc"] == ():
        return "Type a message first."
    return "Your message holds something that cannot be sent."


def _again(
    request: Request, principal: Principal, known: str, text: str, status: int, error: str
) -> HTMLResponse:
    database: Database = request.app.state.database
    with database.reading() as session:
        return _chat_page(request, principal, session, known, text=text, error=error, status=status)


@router.post("/portal/messages", dependencies=CHATS)
async def send_scripted(
    body: NewMessage, request: Request, principal: Officer, idempotency_key: IdempotencyKey = None
) -> HTMLResponse:
    """Send a message and return every message that the page does not show yet, as HTML."""
    asked = ChatRequest(conversation_id=body.conversation_id, text=body.text, payload=body.payload)
    done = await gateway.take_turn(request.app, principal, asked, idempotency_key)
    after = body.after if done.conversation_id == body.conversation_id else 0
    return await run_in_threadpool(_later, request, principal, done.conversation_id, after)


def _later(
    request: Request, principal: Principal, conversation_id: str, after: int
) -> HTMLResponse:
    database: Database = request.app.state.database
    with database.reading() as session:
        return messages_after(request, principal, session, conversation_id, after)


@router.get("/portal/messages")
def messages_after(
    request: Request,
    principal: Officer,
    session: ReadSession,
    conversation_id: Annotated[str, Query(max_length=36)],
    after: Annotated[MessageId, Query()] = 0,
) -> HTMLResponse:
    """Return the messages after one that the page shows, as HTML."""
    shown = conversations.messages(session, principal, conversation_id, after)
    _seen(request, principal, session, shown.items)
    return page(
        request,
        "portal/messages.html",
        conversation_id=conversation_id,
        messages=labelled(session, shown.items),
        form=send_form(principal, conversation_id),
    )


@router.get("/portal/status")
def status(principal: OpenPage, session: ReadSession) -> Status:
    """Say who reads, with which token, and how many answers they have not seen."""
    return Status(
        reader=principal.user_id,
        csrf_token=principal.csrf_token,
        unread=tickets.unread(session, principal),
    )
