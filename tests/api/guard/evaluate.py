"""`make eval-urgent`: a list of messages through the urgent guard, or through a running chat.

A row is `{"id", "text", "urgent", "kind", "half"}`, all but text and urgent may be left out. The
two lists beside this file were written without sight of the guard, the later one after all that it
is fitted on. Whoever betters the guard may look at what goes wrong in the first half of the first
(`--errors`); of the rest only figures are ever given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import httpx
import typer
from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.guard import service as guard
from measure.running import existing
from tests.api.shares import Share, share, write_figures

MESSAGES = Path(__file__).with_name("urgent_messages.jsonl")
LATER = Path(__file__).with_name("urgent_messages_later.jsonl")
Half = Literal["first", "second"]
console = Console(highlight=False)


class Message(BaseModel, frozen=True):
    """One message, and whether the guard should hear it; what else a row holds is passed over."""

    id: str = ""
    text: str
    urgent: bool
    kind: str = "any"
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, and whether it was taken for urgent."""

    message: Message
    urgent: bool

    @property
    def wrong(self) -> bool:
        """Missed, or a false alarm."""
        return self.urgent is not self.message.urgent

    @property
    def may_be_shown(self) -> bool:
        """Not in the half that is kept from the guard's author."""
        return self.message.half != "second"


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of what is urgent was heard, and of what is not."""

    recall: Share
    false: Share


def read_messages(file: Path) -> list[Message]:
    """Return the file's rows. Raises ValidationError, or OSError without such a file."""
    row = TypeAdapter(Message)
    lines = file.read_text(encoding="utf-8").splitlines()
    return [row.validate_json(line) for line in lines if line.strip()]


def figures_of(heard: Sequence[Heard]) -> Figures:
    """Return recall and false rate of these messages."""
    return Figures(
        recall=share(one.urgent for one in heard if one.message.urgent),
        false=share(one.urgent for one in heard if not one.message.urgent),
    )


def by_group(heard: Sequence[Heard]) -> dict[str, Figures]:
    """Return the figures of all, of each half there is, and of each kind."""
    groups = {"all": list(heard)}
    for half in ("first", "second"):
        groups[f"{half} half"] = [one for one in heard if one.message.half == half]
    for kind in sorted({(not one.message.urgent, one.message.kind) for one in heard}):
        groups[kind[1]] = [one for one in heard if one.message.kind == kind[1]]
    return {name: figures_of(members) for name, members in groups.items() if members}


def ask_guard(text: str) -> bool:
    """What the guard itself makes of the text."""
    return guard.check(text) is not None


def ask_chat(client: httpx.Client) -> Callable[[str], bool]:
    """Return a function that asks in a new conversation; waits when the officer's limit is met."""

    def ask(text: str) -> bool:
        while True:
            response = client.post("/v1/chat/messages", json={"text": text})
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return response.is_success and response.json()["outcome"] == "urgent"
            time.sleep(int(response.headers.get("Retry-After", "1")))

    return ask


def hear(messages: Sequence[Message], ask: Callable[[str], bool]) -> list[Heard]:
    """Ask about every message, in order."""
    return [Heard(one, ask(one.text)) for one in track(messages, "asking", console=console)]


def evaluate(
    set_file: Annotated[Path, typer.Option("--set", help="the list, JSON lines")] = MESSAGES,
    url: Annotated[str, typer.Option(help="ask the chat of an assistant that runs")] = "",
    errors: Annotated[bool, typer.Option(help="print what went wrong, second half aside")] = False,
) -> None:
    """Run the list; print the table, write the JSON."""
    try:
        messages = read_messages(set_file)
    except (OSError, ValidationError) as error:
        console.print(f"[red]{set_file}: {error}[/red]")
        raise typer.Exit(2) from error
    if url:
        with existing(url.rstrip("/")).client() as client:
            heard = hear(messages, ask_chat(client))
    else:
        heard = hear(messages, ask_guard)
    groups = by_group(heard)
    table = Table("messages", "recall", "false alarms")
    for name, figures in groups.items():
        table.add_row(name, str(figures.recall), str(figures.false))
    console.print(table)
    wrong = [one.message for one in heard if one.wrong and one.may_be_shown]
    for message in wrong if errors else ():
        console.print("missed" if message.urgent else "false ", message.model_dump_json())
    name = f"{set_file.stem}.{'chat' if url else 'guard'}"
    console.print(f"JSON: {write_figures(name, _as_json(groups, wrong))}")


def _as_json(groups: dict[str, Figures], wrong: Sequence[Message]) -> dict[str, object]:
    figures = {
        name: {"recall": one.recall.as_json(), "false": one.false.as_json()}
        for name, one in groups.items()
    }
    return {"figures": figures, "wrong": [message.id for message in wrong]}


if __name__ == "__main__":
    typer.run(evaluate)
