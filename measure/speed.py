"""`make bench`: what a chat turn and a search cost, as ratios within one run.

A chat turn (guard, redaction, two transactions, rasa, actions, search, rendering) is set against
a bare turn of the same trained model over Rasa's own REST channel with the same message; a search
against one call of the int8 encoder on 16 tokens. The sides are timed in turns, so that a busy
machine slows all of them. A bare question runs the same rules and calls the action server, which
does nothing for it: without a turn of ours there is nothing to search for.
"""

import statistics
import time
import uuid
from collections.abc import Callable
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from knowledge import Article, OnnxEncoder, Searcher, load_articles
from launch.settings import ROOT, Settings
from measure.running import Running, fresh

SIXTEEN_TOKENS = (
    "how do we stop off road bikes on the field behind the old school"  # 14 and two marks
)
MAX_RATIO = 3.0
app = typer.Typer(add_completion=False)
console = Console()


def alternate(rounds: int, *sides: Callable[[], object]) -> list[float]:
    """Return each side's median time in ms over `rounds`, the sides timed in turns."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, kept in zip(sides, times, strict=True):
            started = time.perf_counter()
            side()
            kept.append((time.perf_counter() - started) * 1000)
    return [statistics.median(kept) for kept in times]


def sample(articles: tuple[Article, ...], count: int) -> list[str]:
    """Return `count` sample questions spread over all articles."""
    every = [question for article in articles for question in article.sample_questions]
    return every[:: max(1, len(every) // count)][:count]


class Turns:
    """The two kinds of turn that are compared, each in a conversation of its own."""

    def __init__(self, running: Running, questions: list[str]) -> None:
        """Nothing is sent yet."""
        self._chat = running.client()
        self._rasa = httpx.Client(base_url=running.rasa_url, timeout=30, trust_env=False)
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
        """Ask the same model the same kind of question over Rasa's own channel."""
        self._say_bare(self._questions[self._count % len(self._questions)])

    def bare_greeting(self) -> None:
        """Greet the same model over Rasa's own channel."""
        self._say_bare("hello")

    def _say_bare(self, text: str) -> None:
        body = {"sender": uuid.uuid4().hex, "message": text}
        self._rasa.post("/webhooks/rest/webhook", json=body).raise_for_status()


@app.command()
def bench(rounds: Annotated[int, typer.Option(min=5)] = 60) -> None:
    """Print the table; exit 1 if a ratio is above its bound."""
    settings = Settings.read({})
    articles = load_articles(ROOT / "knowledge" / "articles")
    questions = sample(articles, 60)
    rows = [*_search_rows(settings, questions, rounds), *_turn_rows(questions, rounds)]
    table = Table("measured", "median ms", "against", "median ms", "ratio", "bound")
    for name, cost, against, base, bound in rows:
        limit = f"{bound:.0f}" if bound else "-"
        table.add_row(name, f"{cost:.2f}", against, f"{base:.2f}", f"{cost / base:.2f}", limit)
    console.print(table)
    if any(bound and cost / base > bound for _, cost, _, base, bound in rows):
        console.print("[red]A ratio is above its bound.[/red]")
        raise typer.Exit(1)


Row = tuple[str, float, str, float, float | None]


def _search_rows(settings: Settings, questions: list[str], rounds: int) -> list[Row]:
    encoder = OnnxEncoder(settings.encoder)
    fit = ROOT / "knowledge" / "fit" / "fit.json"
    searcher = Searcher.open(settings.index, encoder, fit)
    encode = [SIXTEEN_TOKENS]
    queue = iter(questions * (rounds // len(questions) + 2))

    def search() -> None:
        searcher.search(next(queue))

    for warm_up in (lambda: encoder.encode(encode), search):
        warm_up()
    cost, base = alternate(rounds, search, lambda: encoder.encode(encode))
    fixed, base_too = alternate(
        rounds, lambda: searcher.search(SIXTEEN_TOKENS), lambda: encoder.encode(encode)
    )
    call = "one int8 encoder call, 16 tokens"
    return [
        ("a search, sample questions of all lengths", cost, call, base, MAX_RATIO),
        ("a search of 16 tokens", fixed, call, base_too, MAX_RATIO),
    ]


def _turn_rows(questions: list[str], rounds: int) -> list[Row]:
    console.print("starting the three processes…")
    with fresh() as running:
        turns = Turns(running, questions)
        sides = (turns.question, turns.bare_question, turns.greeting, turns.bare_greeting)
        for warm_up in sides * 3:
            warm_up()
        question, bare_question, greeting, bare_greeting = alternate(rounds, *sides)
    same, plain = "the same question, bare Rasa", "a greeting, bare Rasa"
    return [
        ("a chat turn that is searched", question, same, bare_question, MAX_RATIO),
        ("a chat turn that is a greeting", greeting, plain, bare_greeting, MAX_RATIO),
        ("for information: a searched turn", question, plain, bare_greeting, None),
    ]


if __name__ == "__main__":
    app()
