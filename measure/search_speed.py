"""What a search costs at several sizes, against one call of the small int8 encoder on 16 tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from rich.table import Table

from knowledge import Encoder, Searcher
from measure.timing import Times, took_ms

SIXTEEN_TOKENS = (
    "how do we stop off road bikes on the field behind the old school"  # 14 and two marks
)


@dataclass(frozen=True, slots=True)
class Library:
    """Something to search, and what a search of it may cost in calls of the small encoder.

    `max_rest` is for all but the search's own encoder, which may be a bigger one; `aim` is for
    the whole.
    """

    name: str
    searcher: Searcher
    aim: float
    publish_within_ms: float

    @property
    def max_rest(self) -> float:
        """What `aim` leaves beside one call."""
        return self.aim - 1.0


@dataclass(slots=True)
class SearchTimes:
    """The times of searches of one library for one kind of question, as they come."""

    library: Library
    asked: str
    questions: Iterator[str]
    whole: list[float] = field(default_factory=list)
    encode: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)

    def ask(self) -> None:
        """One search more, after one that is not timed."""
        question = next(self.questions)
        self.library.searcher.search(SIXTEEN_TOKENS)
        parts = self.library.searcher.search(question).timings_ms
        self.whole.append(parts["total"])
        self.encode.append(parts["encode"])
        self.rest.append(parts["total"] - parts["encode"])


def time_searches(
    libraries: Sequence[Library], small: Encoder, questions: Sequence[str], rounds: int
) -> tuple[list[SearchTimes], Times]:
    """Searches of all libraries and the call they are set against, in turns.

    Each comes after one of its own kind that is not timed, so that none pays for what the others
    left in the processor's caches.
    """
    sides = [
        SearchTimes(library, asked, cycle(texts))
        for library in libraries
        for asked, texts in (("16 tokens", [SIXTEEN_TOKENS]), ("of all lengths", questions))
    ]
    calls = []
    for _ in range(rounds):
        small.encode([SIXTEEN_TOKENS])
        calls.append(took_ms(lambda: small.encode([SIXTEEN_TOKENS])))
        for side in sides:
            side.ask()
    return sides, Times(calls)


def search_table(sides: Sequence[SearchTimes], call: Times) -> tuple[Table, bool]:
    """The table, and whether every bound holds. Ratios are to the median of `call`."""
    table = Table(
        "a search",
        "p50 ms",
        "p95 ms",
        "ratio p50",
        "p95",
        "aim",
        "encoder ms",
        "ratio",
        "rest ms",
        "p95 ms",
        "ratio",
        "bound",
        title=f"One small int8 encoder call of 16 tokens: {call.p50:.2f} ms (p95 {call.p95:.2f})",
        caption="What a bigger encoder's milliseconds buy stands in docs/evaluation.md.",
    )
    for side in sides:
        whole, encode, rest = Times(side.whole), Times(side.encode), Times(side.rest)
        table.add_row(
            f"{side.library.name}, {side.asked}",
            f"{whole.p50:.1f}",
            f"{whole.p95:.1f}",
            f"{whole.p50 / call.p50:.1f}",
            f"{whole.p95 / call.p50:.1f}",
            f"{side.library.aim:.0f}",
            f"{encode.p50:.1f}",
            f"{encode.p50 / call.p50:.1f}",
            f"{rest.p50:.1f}",
            f"{rest.p95:.1f}",
            f"{rest.p50 / call.p50:.1f}",
            f"{side.library.max_rest:.0f}",
        )
    holds = all(Times(side.rest).p50 / call.p50 <= side.library.max_rest for side in sides)
    return table, holds
