"""Cutting a tracker to its last turns so that replaying what is left ends in the same state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

Events = list[Any]


def last_turns(tracker: DialogueStateTracker, turns: int) -> Events:
    """Return the events of the present session's last `turns` turns, fit to be replayed.

    What was before them is one short beginning: a session that starts with the slots and the
    open form as they were then. So a form that spans the cut goes on, and what is stored, read
    and sent to the actions does not grow with the conversation.
    """
    events = _present_session(list(tracker.events))
    cut = _beginning_of(events, turns)
    return events if cut == 0 else [*_state_before(tracker, events, cut), *events[cut:]]


def _present_session(events: Events) -> Events:
    """Return what came since the last session began, which carries the slots over by itself."""
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            announced = index > 0 and _is_action(events[index - 1], ACTION_SESSION_START_NAME)
            return events[index - 1 if announced else index :]
    return events


def _beginning_of(events: Sequence[Any], turns: int) -> int:
    """Return the index of the message that the last `turns` turns begin with; 0 if all are kept."""
    said = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    return said[-turns] if len(said) > turns else 0


def _state_before(tracker: DialogueStateTracker, events: Events, cut: int) -> Events:
    """Return events that lead to the state that `events[:cut]` lead to."""
    before = tracker.init_copy()
    for event in events[:cut]:
        before.update(event)
    at = events[cut].timestamp
    state: Events = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at), SessionStarted(at)]
    state += [
        SlotSet(slot.name, slot.value, timestamp=at)
        for slot in before.slots.values()
        # what the session began with is a message's metadata, text included: nothing needs it
        if slot.value != slot.initial_value and slot.name != SESSION_START_METADATA_SLOT
    ]
    if before.active_loop is not None:
        state.append(ActiveLoop(before.active_loop.name, timestamp=at))
    state.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=at))
    if before.active_loop is not None and before.active_loop.rejected:
        state.append(ActionExecutionRejected(before.active_loop.name, timestamp=at))
    return state


def _is_action(event: Any, name: str) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == name
