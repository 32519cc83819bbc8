"""What an action may know of the conversation: the turn, the message, the slots."""

import time
from dataclasses import dataclass
from uuid import UUID

from rasa_sdk import Tracker

from actions.api_client import Turn
from actions.errors import ApiRejected

FORM = "worksheet_form"


@dataclass(frozen=True)
class Message:
    """The officer's last message. A click arrives as an intent that the API itself wrote."""

    text: str
    intent: str
    clicked: bool
    confidence: float = 1.0


def turn_of(tracker: Tracker) -> Turn:
    """Return the turn that the API put into the message; ApiRejected if there is none."""
    metadata = tracker.latest_message.get("metadata") or {}
    try:
        turn_id = UUID(str(metadata.get("turn_id")))
    except ValueError as error:
        raise ApiRejected("no_turn", 400) from error
    return Turn(turn_id, _began_at(tracker))


def message_of(tracker: Tracker) -> Message:
    """Return the last message.

    The API puts what was typed beside it, and nothing for a click. A text that begins with a
    slash arrives as an intent that stands for it, so that it can never be a command.
    """
    latest = tracker.latest_message
    intent = latest.get("intent") or {}
    name = str(intent.get("name") or "nlu_fallback")
    confidence = float(intent.get("confidence") or 1.0)
    typed = str((latest.get("metadata") or {}).get("text") or "").strip()
    raw = str(latest.get("text") or "").strip()
    clicked = not typed and raw.startswith("/")
    return Message(typed or raw, name, clicked, confidence)


def entity(tracker: Tracker, name: str) -> str | None:
    """Return the first entity of this kind in the last message, as text."""
    value = next(tracker.get_latest_entity_values(name), None)
    return None if value is None else str(value)


def text_slot(tracker: Tracker, name: str) -> str | None:
    """Return a text slot, None if it was never set or has been reset."""
    value = tracker.get_slot(name)
    return None if value is None else str(value)


def step_of(tracker: Tracker) -> str | None:
    """Return the step that the open form is asking for, None if the form has only just opened."""
    return text_slot(tracker, "requested_slot")


def form_was_interrupted(tracker: Tracker) -> bool:
    """Say whether something else than the form has answered the last message already."""
    for event in reversed(tracker.events):
        kind, name = event.get("event"), event.get("name")
        if kind == "user":
            return False
        if kind == "action_execution_rejected":
            return True
        if kind == "action" and name not in (FORM, "action_listen"):
            return True
    return False


def _began_at(tracker: Tracker) -> float:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return float(event.get("timestamp") or time.time())
    return time.time()
