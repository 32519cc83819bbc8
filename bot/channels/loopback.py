"""The channel that api talks to Rasa on: messages in, replies out, and forgetting a conversation.

Every route wants the token that the supervisor gave to api and to Rasa alone. Without a token in
the environment nothing is let in.
"""

from __future__ import annotations

import hmac
import logging
import os
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.trackers.store import BoundedTrackerStore

TOKEN_VARIABLE = "RASA_TOKEN"

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class LoopbackInput(InputChannel):
    """Answers a POST of {"sender", "message", "metadata"} with the list of Rasa's replies.

    Log lines carry no text and no sender.
    """

    def __init__(self, token: str) -> None:
        """Only who shows `token` is let in; with an empty one, nobody."""
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that names the channel."""
        return "loopback"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> LoopbackInput:
        """Return the channel with the token of the environment; none stands in a file."""
        return cls(os.environ.get(TOKEN_VARIABLE, ""))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes: a message, one conversation forgotten, and old ones forgotten."""
        routes = Blueprint("loopback", url_prefix=None)

        @routes.on_request
        async def let_in(request: Request) -> HTTPResponse | None:
            return None if self._may_enter(request) else _refused()

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            body = request.json
            if not isinstance(body, dict) or not _is_text(body.get("sender")):
                return response.json({"error": "sender missing"}, HTTPStatus.BAD_REQUEST)
            return response.json(await _replies(on_new_message, body))

        @routes.delete("/trackers/<sender_id:str>")
        async def forget(request: Request, sender_id: str) -> HTTPResponse:
            agent = request.app.ctx.agent
            async with agent.lock_store.lock(sender_id):  # a turn in progress ends first
                store_of(agent).forget(sender_id)
            return response.empty()

        @routes.delete("/trackers")
        async def forget_unused(request: Request) -> HTTPResponse:
            before = _seconds(request.args.get("unused_since"))
            if before is None:
                problem = {"error": "unused_since: seconds since 1970"}
                return response.json(problem, HTTPStatus.BAD_REQUEST)
            count = store_of(request.app.ctx.agent).forget_unused(before)
            return response.json({"forgotten": count})

        return routes

    def _may_enter(self, request: Request) -> bool:
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if not self._token or kind.lower() != "bearer":
            return False
        return hmac.compare_digest(shown.strip().encode(), self._token.encode())


def store_of(agent: Any) -> BoundedTrackerStore:
    """Return our store, which Rasa wraps in one that falls back to memory; TypeError if it is not.

    Rasa offers no other way to what it wraps. Were its fall-back ever used, what it holds lives
    in this process alone.
    """
    store = agent.tracker_store
    while not isinstance(store, BoundedTrackerStore):
        store = getattr(store, "_tracker_store", None)
        if store is None:
            raise TypeError("rasa runs with another tracker store than ours: see bot/endpoints.yml")
    return store


async def _replies(on_new_message: OnNewMessage, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what Rasa says to the message; what it had said before a fault is kept."""
    collector = CollectingOutputChannel()
    message = UserMessage(
        str(body.get("message") or ""),
        collector,
        body["sender"],
        input_channel=LoopbackInput.name(),
        metadata=body.get("metadata"),
    )
    try:
        await on_new_message(message)
    except Exception as error:  # the edge of a turn: api takes an empty list for "no dialogue"
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("a message failed: %s\n%s", type(error).__name__, where)  # quotes no message
    return list(collector.messages)


def _refused() -> HTTPResponse:
    return response.json({"error": "not for you"}, HTTPStatus.UNAUTHORIZED)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _seconds(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None
