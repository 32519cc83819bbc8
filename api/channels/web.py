"""The chat API of the browser: sending a message, restoring a page, hearing from the Hub."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic.json_schema import SkipJsonSchema
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.access import Officer, OpenPage, scoped
from api.channels import gateway
from api.channels.live import LiveConversations
from api.conversations import repository, service
from api.conversations.schemas import (
    ChatRequest,
    ChatResponse,
    MessageId,
    MessagePage,
    MessageShown,
)
from api.db import Database, ReadSession, WriteSession, after_commit
from api.errors import PROBLEM_RESPONSES
from api.idempotency.service import IdempotencyKey
from api.identity import service as identity
from api.identity.roles import Principal, ScopeArea
from api.ratelimits import limited
from api.recall.labels import labelled
from api.retention import deletion

router = APIRouter(
    prefix="/v1/chat",
    tags=["chat"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.CHAT)],
)
POLL_S = 5.0  # another process may have added a message; ours wakes us at once
PING_S = 15


@router.post("/messages", dependencies=[limited("chat")])
async def send_message(
    body: ChatRequest, principal: Officer, request: Request, idempotency_key: IdempotencyKey = None
) -> ChatResponse:
    """Take one turn: say something or press a button, and get the replies."""
    return await gateway.take_turn(request.app, principal, body, idempotency_key)


@router.get("/conversations/{conversation_id}/messages")
def list_messages(
    conversation_id: str,
    principal: Officer,
    session: ReadSession,
    after: Annotated[MessageId, Query()] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> MessagePage:
    """Return the messages of one's own conversation, oldest first."""
    found = service.messages(session, principal, conversation_id, after, limit)
    return found.model_copy(update={"items": labelled(session, found.items)})


@router.delete("/conversations/{conversation_id}", status_code=204, dependencies=[limited("write")])
def delete_conversation(
    conversation_id: str, principal: Officer, session: WriteSession, request: Request
) -> None:
    """Delete one's own conversation everywhere it went; its requests to the Hub live on."""
    deletion.delete_own(session, principal.user_id, conversation_id)
    live: LiveConversations = request.app.state.live
    after_commit(session, lambda: live.grew(conversation_id))


@dataclass(frozen=True)
class Listener:
    """Who listens to which conversation, and how long a sign-in lasts unused."""

    principal: Principal
    idle: timedelta
    conversation_id: str


@router.get("/conversations/{conversation_id}/events", response_class=EventSourceResponse)
async def listen(
    conversation_id: str,
    principal: OpenPage,
    request: Request,
    last_event_id: Annotated[MessageId | SkipJsonSchema[None], Header()] = None,
    after: Annotated[MessageId | None, Query()] = None,
) -> EventSourceResponse:
    """Stream what the Hub adds to one's own conversation, for as long as one is signed in.

    An event's id is its message's. A client that comes back gets what it missed since
    `Last-Event-ID` (or `after`); a new one starts from now.
    """
    database: Database = request.app.state.database
    start = await run_in_threadpool(
        _start, database, principal.user_id, conversation_id, last_event_id, after
    )
    idle = timedelta(minutes=request.app.state.settings.session_idle_minutes)
    listener = Listener(principal, idle, conversation_id)
    stream = _events(database, request.app.state.live, listener, start)
    return EventSourceResponse(stream, ping=PING_S, headers={"Cache-Control": "no-store"})


def _start(
    database: Database,
    user_id: str,
    conversation_id: str,
    last_event_id: int | None,
    after: int | None,
) -> int:
    with database.reading() as session:
        service.own(session, user_id, conversation_id)
        if last_event_id is not None:
            return last_event_id
        return after if after is not None else repository.last_message_id(session, conversation_id)


async def _events(
    database: Database, live: LiveConversations, listener: Listener, start: int
) -> AsyncIterator[ServerSentEvent]:
    seen = start
    with live.listen(listener.conversation_id) as grew:
        while True:
            grew.clear()
            new = await run_in_threadpool(_from_hub, database, listener, seen)
            if new is None:
                return
            for message in new:
                seen = message.id
                yield ServerSentEvent(
                    data=message.model_dump_json(), event="message", id=str(message.id)
                )
            try:
                await asyncio.wait_for(grew.wait(), POLL_S)
            except TimeoutError:
                continue


def _from_hub(database: Database, listener: Listener, after: int) -> list[MessageShown] | None:
    """Return what the Hub added, None if conversation or sign-in is there no more."""
    with database.reading() as session:
        if repository.find_conversation(session, listener.conversation_id) is None:
            return None
        if not identity.is_still_in(session, listener.principal, listener.idle):
            return None
        rows = repository.messages_after(session, listener.conversation_id, after, 50, author="hub")
        return [service.to_shown(row) for row in rows]
