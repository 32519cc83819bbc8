"""Run in the Rasa environment by test_trackers.py: what a trial finds is printed as JSON.

Long conversations with forms, rejections and new sessions are made by seed, saved and read back
after every turn, beside the same conversation that is never cut.
"""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers.store import KEPT_TURNS, BoundedTrackerStore

FORM = "worksheet_form"
STEPS = ("worksheet_end", None)


def beginning() -> list[Any]:
    """Return the events of a new session."""
    return [ActionExecuted("action_session_start"), SessionStarted(), listen()]


def listen() -> Any:
    """Return the end of a turn."""
    return ActionExecuted("action_listen")


def turn(chance: random.Random, number: int, form_open: bool) -> list[Any]:
    """Return the events of one turn: a question, a form opened, filled, left or interrupted."""
    text = f"what was said {number}"
    metadata = {"turn_id": str(number), "text": text}
    events = [UserUttered(text, {"name": "ask_guidance"}, metadata=metadata)]
    kind = chance.choice(("fill", "reject", "interrupt", "leave") if form_open else ("ask", "open"))
    if kind == "ask":
        events += [ActionExecuted("action_search"), SlotSet("question", text)]
        events += [
            SlotSet("choices", [text]),
            SlotSet("offered", chance.choice(["hub", "nothing"])),
        ]
    if kind in ("open", "fill"):
        events += [ActionExecuted(FORM)]
        events += [ActiveLoop(FORM)] if kind == "open" else []
        step = chance.choice(STEPS)
        events += [SlotSet("typed", text), SlotSet("requested_slot", step)]
    if kind in ("reject", "interrupt"):
        events += [ActionExecutionRejected(FORM), ActionExecuted("action_search")]
        events += [ActionExecuted(FORM)] if kind == "interrupt" else []
    if kind == "leave":
        events += [ActionExecuted("action_deactivate_loop"), ActiveLoop(None)]
        events += [SlotSet("requested_slot", None), SlotSet("typed", None)]
    return [*events, BotUttered(text), listen()]


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return what Rasa and the actions see of a tracker besides its events."""
    loop = tracker.active_loop
    return {
        "slots": tracker.current_slot_values(),
        "loop": loop and (loop.name, loop.is_interrupted, loop.rejected),
        "message": tracker.latest_message and tracker.latest_message.text,
        "said": tracker.latest_bot_utterance and tracker.latest_bot_utterance.text,
        "action": tracker.latest_action_name,
        "next": tracker.followup_action,
    }


def opened_before(tracker: DialogueStateTracker, at: float) -> bool:
    """Say whether the form that is open was opened before that moment."""
    opened = [event.timestamp for event in tracker.events if isinstance(event, ActiveLoop)]
    return tracker.active_loop is not None and max(opened) <= at


async def whole_conversation(
    store: BoundedTrackerStore, domain: Domain, seed: int
) -> dict[str, Any]:
    """Hold 120 turns and return how cut and uncut compare, and what was kept at most."""
    chance = random.Random(seed)
    sender = f"officer-{seed}"
    whole = DialogueStateTracker(sender, domain.slots)
    for event in beginning():
        whole.update(event)
    await store.save(whole)
    different, most_events, most_turns, spans = 0, 0, 0, 0
    for number in range(120):
        cut = await store.retrieve(sender)
        opened = whole.active_loop is not None
        events = turn(chance, number, opened)
        if number == 70:
            kept = [SlotSet(name, value) for name, value in whole.current_slot_values().items()]
            events = [ActionExecuted("action_session_start"), SessionStarted(), *kept, *events[-1:]]
        for event in events:
            whole.update(event)
            cut.update(event)
        await store.save(cut)
        again = await store.retrieve(sender)
        different += state_of(again) != state_of(whole)
        different += whole.past_states(domain)[-3:] != again.past_states(domain)[-3:]
        most_events = max(most_events, len(again.events))
        said = [event for event in again.events if isinstance(event, UserUttered)]
        most_turns = max(most_turns, len(said))
        spans += bool(said) and opened_before(again, said[0].timestamp)
    return {"different": different, "events": most_events, "turns": most_turns, "spans": spans}


def holds(folder: Path, text: str) -> bool:
    """Say whether a file of the folder has the text in it."""
    return any(text.encode() in file.read_bytes() for file in folder.iterdir())


async def forgetting(folder: Path, domain: Domain) -> dict[str, Any]:
    """Return what is left of one conversation after it is forgotten, beside another."""
    store = BoundedTrackerStore(domain, db=str(folder / "tracker.db"))
    trackers = {}
    for sender, text in (("goes", "planted-goes " * 900), ("stays", "planted-stays " * 900)):
        trackers[sender] = DialogueStateTracker(sender, domain.slots)
        for event in (*beginning(), UserUttered(text), listen()):
            trackers[sender].update(event)
        await store.save(trackers[sender])
    before = holds(folder, "planted-goes")
    store.forget("goes")
    await store.save(trackers["goes"])  # a late message
    found = {
        "before": before,
        "after": holds(folder, "planted-goes"),
        "keys": sorted(await store.keys()),
        "other": (await store.retrieve("stays")).latest_message.text.startswith("planted-stays"),
    }
    found["unused"] = [store.forget_unused(0.0), store.forget_unused(time.time() + 1)]
    found["at_last"] = holds(folder, "planted-stays")
    return found


async def damaged(folder: Path, domain: Domain) -> list[str]:
    """Return the senders in a store that was opened on a file that is no database."""
    (folder / "damaged.db").write_bytes(b"not a database " * 400)
    return list(await BoundedTrackerStore(domain, db=str(folder / "damaged.db")).keys())


async def main(folder: Path) -> None:
    """Print what all trials find."""
    domain = Domain.load("domain.yml")
    store = BoundedTrackerStore(domain, db=str(folder / "long.db"))
    conversations = [await whole_conversation(store, domain, seed) for seed in range(6)]
    (folder / "forgetting").mkdir()
    found = {
        "kept_turns": KEPT_TURNS,
        "conversations": conversations,
        "forgetting": await forgetting(folder / "forgetting", domain),
        "damaged": await damaged(folder, domain),
    }
    print(json.dumps(found))


asyncio.run(main(Path(sys.argv[1])))
