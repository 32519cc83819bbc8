"""What the actions' tests share: a small API, and the real executor fed as rasa feeds it."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from actions.api_client import ApiClient
from actions.server import Executor, build_actions
from actions.settings import Settings
from tests.actions.fake_api import TOKEN, FakeApi

TIMEOUT_S = 1.0
TURN_ID = "5b2f4a76-5a0e-4a53-9d4c-0d7ce0f6f1aa"


def settings_for(api_url: str, **changes: Any) -> Settings:
    """Return settings for the API, with a short deadline."""
    values = {
        "api_url": api_url,
        "actions_api_token": SecretStr(TOKEN),
        "actions_api_timeout_s": TIMEOUT_S,
    }
    return Settings(**(values | changes))


@dataclass
class Result:
    """What an action gave back: slots set, and responses by name with their arguments."""

    slots: dict[str, Any]
    said: list[str]
    replies: list[dict[str, Any]]
    events: list[dict[str, Any]]


@dataclass
class Rasa:
    """Calls actions as rasa does: through the executor, with the whole tracker."""

    api_url: str
    slots: dict[str, Any] = field(default_factory=dict)
    turn_id: str | None = TURN_ID

    def runs(
        self,
        action: str,
        text: str = "hello",
        intent: str = "ask_guidance",
        entities: dict[str, str] | None = None,
        before: list[dict[str, Any]] | None = None,
        slash_text: str | None = None,
        **slots: Any,
    ) -> Result:
        """Run the action on a message, which is a click if it starts with a slash.

        `before` are events between the message and this call, `slash_text` a text with a slash at
        its start that the API has sent an intent for.
        """
        beside = slash_text or ("" if text.startswith("/") else text)
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
            "metadata": {"turn_id": self.turn_id, "text": beside},
        }
        events = [
            {"event": "action", "name": "action_listen"},
            {"event": "user", "text": text, "timestamp": time.time()},
            *(before or []),
        ]
        tracker = {
            "sender_id": uuid.uuid4().hex,
            "slots": self.slots | slots,
            "latest_message": message,
            "events": events,
        }
        call = {"next_action": action, "tracker": tracker, "domain": {}, "version": "3.6.21"}
        return asyncio.run(self._run(call))

    async def _run(self, call: dict[str, Any]) -> Result:
        async with ApiClient(settings_for(self.api_url)) as client:
            result = await Executor(build_actions(client)).run(call)
        assert result is not None
        return Result(
            slots={e["name"]: e["value"] for e in result.events if e["event"] == "slot"},
            said=[str(r["response"]) for r in result.responses],
            replies=result.responses,
            events=result.events,
        )


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """An API that works."""
    with FakeApi() as running:
        yield running


@pytest.fixture
def rasa(api: FakeApi) -> Rasa:
    """A rasa whose actions know that API."""
    return Rasa(api.url)


def break_api(api: FakeApi, how: str) -> None:
    """Make the API `down`, `slow`, `refusing` or closed for the turn (`over`)."""
    match how:
        case "down":
            api.__exit__()
        case "failing":
            api.refuse = (500, "internal")
        case "slow":
            api.delay_s = TIMEOUT_S * 3
        case "refusing":
            api.refuse = (403, "forbidden")
        case "over":
            api.refuse = (409, "turn_over")


FAILURES = [
    ("down", "unavailable"),
    ("failing", "unavailable"),
    ("slow", "timeout"),
    ("refusing", "rejected"),
]
