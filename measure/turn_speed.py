"""What a chat turn costs, against a bare turn of the same model over its own channel.

A bare question runs the same rules and calls the action server, which does nothing for it:
without a turn of ours there is nothing to search for.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import httpx
from rich.table import Table

from measure.running import Running, fresh
from measure.timing import Times, alternate

MAX_RATIO = 3.0
_Row = tuple[str, Times, str, Times, float | None]


class Turns:
    """The two kinds of turn that are compared, each in a conversation of its own."""

    def __init__(self, running: Running, questions: Sequence[str]) -> None:
        """Nothing is sent yet."""
        self._chat = running.client()
        shown = {"Authorization": f"Bearer {running.rasa_token}"}
        self._rasa = httpx.Client(
            base_url=running.rasa_url, timeout=30, trust_env=False, headers=shown
        )
        self._questions = questions
        self._count = 0

    def question(self) -> None:
        """Ask the next question in a new conversation of the assistant."""
        self._count += 1
        self._say(self._questions[self._count % len(self._questions)])

    def greeting(self) -> None:
        """Greet the assistant in a new conversation."""
        self._say("hello")

    def _say(self, text: str) -> None:
        self._chat.post("/v1/chat/messages", json={"text": text}).raise_for_status()

    def bare_question(self) -> None:
        """Ask the same model the same kind of question over Rasa's channel."""
        self._say_bare(self._questions[self._count % len(self._questions)])

    def bare_greeting(self) -> None:
        """Greet the same model over Rasa's channel."""
        self._say_bare("hello")

    def _say_bare(self, text: str) -> None:
        body = {"sender": uuid.uuid4().hex, "message": text}
        self._rasa.post("/webhooks/loopback/webhook", json=body).raise_for_status()


def turn_table(questions: Sequence[str], rounds: int) -> tuple[Table, bool]:
    """Start a fresh assistant, time its turns; the table, and whether every bound holds."""
    rows = _turn_rows(questions, rounds)
    table = Table("a chat turn", "p50 ms", "p95 ms", "against", "p50 ms", "ratio", "bound")
    for name, cost, against, base, bound in rows:
        limit = f"{bound:.0f}" if bound else "-"
        figures = (f"{cost.p50:.1f}", f"{cost.p95:.1f}", against, f"{base.p50:.1f}")
        table.add_row(name, *figures, f"{cost.p50 / base.p50:.2f}", limit)
    holds = all(bound is None or cost.p50 / base.p50 <= bound for _, cost, _, base, bound in rows)
    return table, holds


def _turn_rows(questions: Sequence[str], rounds: int) -> list[_Row]:
    with fresh() as running:
        turns = Turns(running, questions)
        sides = (turns.question, turns.bare_question, turns.greeting, turns.bare_greeting)
        for warm_up in sides * 3:
            warm_up()
        question, bare_question, greeting, bare_greeting = alternate(rounds, *sides)
    same, plain = "the same question, bare Rasa", "a greeting, bare Rasa"
    return [
        ("that is searched", question, same, bare_question, MAX_RATIO),
        ("that is a greeting", greeting, plain, bare_greeting, MAX_RATIO),
        ("for information: a searched turn", question, plain, bare_greeting, None),
    ]
