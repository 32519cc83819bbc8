"""`make bench-long`: what the last turns of a long conversation cost, against those of a new one.

A conversation of 300 mixed turns is held through the three real processes. Turns 281 to 300 are
timed in turns with the first twenty of a new conversation that says the same: a busy machine
slows both sides. Beside it stands the size of what rasa keeps of the conversation.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer
from rich.console import Console
from rich.table import Table

from measure.running import Running, fresh
from measure.timing import Times, took_ms

TURNS: Final = 300
SIDE: Final = 20
MAX_RATIO: Final = 1.5
MAX_TRACKER_BYTES: Final = 60_000

# Twenty turns of a shift: questions, follow-ups, talk, a request begun, interrupted and left.
SHIFT: Final = (
    "hello",
    "kids on off road bikes keep tearing up the rec, what works?",
    "tell me more",
    "thanks",
    "how do we stop shed burglaries?",
    "that didn't help",
    "what works against shoplifting by repeat offenders?",
    "where's my ticket",
    "how do we stop drones dropping parcels over the prison wall at night",
    "ask the hub",
    "what works against nuisance motorbikes?",
    "extra patrols at the fence line, no luck",
    "help",
    "cancel",
    "what can we do about county lines cuckooing?",
    "that helped",
    "domestic abuse repeat victims, what reduces it?",
    "are you a bot",
    "bike theft outside the station, ideas?",
    "cheers",
)

app = typer.Typer(add_completion=False)
console = Console(width=120)


@dataclass(frozen=True)
class Kept:
    """What rasa keeps of the conversation used last: bytes of its events, and how many."""

    size: int
    events: int


class Conversation:
    """One conversation over the chat API."""

    def __init__(self, client: httpx.Client) -> None:
        """It begins with the first turn."""
        self._client = client
        self._id: str | None = None
        self.turns = 0

    def next_turn(self) -> None:
        """Say the next thing of the shift; RuntimeError if a part was down."""
        text = SHIFT[self.turns % len(SHIFT)]
        self.turns += 1
        body = {"text": text} | ({"conversation_id": self._id} if self._id else {})
        response = self._client.post("/v1/chat/messages", json=body).raise_for_status().json()
        self._id = response["conversation_id"]
        if response["outcome"] in ("degraded", "error"):
            raise RuntimeError(f"turn {self.turns} ({text!r}) was {response['outcome']}")


@dataclass(frozen=True)
class Found:
    """Both sides' times, and what rasa kept after so many turns of the long conversation."""

    late: Times
    early: Times
    kept: tuple[tuple[int, Kept], ...]

    @property
    def ratio(self) -> float:
        """The late turns' p95 over the early ones'."""
        return self.late.p95 / self.early.p95


def hold(running: Running, rounds: int, turns: int = TURNS) -> Found:
    """Hold `rounds` long conversations one after the other; times of all of them together."""
    assert running.tracker is not None, "only an assistant started here shows its tracker"
    client = running.client()
    for warm_up in [Conversation(client)] * SIDE:
        warm_up.next_turn()
    late: list[float] = []
    early: list[float] = []
    kept: list[tuple[int, Kept]] = []
    for _ in range(rounds):
        long, new = Conversation(client), Conversation(client)
        while long.turns < turns - SIDE:
            long.next_turn()
            if long.turns % SIDE == 0:
                kept.append((long.turns, kept_last(running.tracker)))
        for _ in range(SIDE):
            late.append(took_ms(long.next_turn))
            kept.append((long.turns, kept_last(running.tracker)))
            early.append(took_ms(new.next_turn))
    return Found(Times(late), Times(early), tuple(kept))


def kept_last(tracker: Path) -> Kept:
    """Return what is kept of the conversation that was saved last."""
    newest = (
        "SELECT length(events), json_array_length(events) FROM trackers"
        " ORDER BY saved_at DESC LIMIT 1"
    )
    with closing(sqlite3.connect(f"{tracker.resolve().as_uri()}?mode=ro", uri=True)) as reading:
        return Kept(*reading.execute(newest).fetchone())


def tables(found: Found) -> tuple[Table, Table]:
    """Return the turns' times and the tracker's size over time."""
    times = Table("turns", "count", "p50 ms", "p95 ms", "ratio of p95", "bound")
    early, late = found.early, found.late
    times.add_row("1 to 20", str(len(early.each)), f"{early.p50:.0f}", f"{early.p95:.0f}", "", "")
    figures = (f"{late.p50:.0f}", f"{late.p95:.0f}", f"{found.ratio:.2f}", f"{MAX_RATIO}")
    times.add_row("281 to 300", str(len(late.each)), *figures)
    sizes = Table("after turn", "bytes kept by rasa", "events")
    shown = {turn: kept for turn, kept in found.kept if turn % SIDE == 0}
    for turn, kept in sorted(shown.items()):
        sizes.add_row(str(turn), f"{kept.size:,}", str(kept.events))
    return times, sizes


@app.command()
def bench(rounds: Annotated[int, typer.Option(min=1)] = 3) -> None:
    """Print the tables; exit 1 if a figure is above its bound."""
    console.print("starting the three processes…")
    with fresh() as running:
        found = hold(running, rounds)
    times, sizes = tables(found)
    console.print(times)
    console.print(sizes)
    most = max(kept.size for _, kept in found.kept)
    console.print(f"most that was kept: {most:,} bytes (bound {MAX_TRACKER_BYTES:,})")
    if found.ratio > MAX_RATIO or most > MAX_TRACKER_BYTES:
        console.print("[red]A figure is above its bound.[/red]")
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
