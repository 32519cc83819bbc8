"""Times of several things done in turns, so that a busy machine slows all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long one thing took each time, in ms."""

    each: Sequence[float]

    @property
    def p50(self) -> float:
        """Half took at most this."""
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        """19 in 20 took at most this."""
        in_order = sorted(self.each)
        return in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))]


def took_ms(side: Callable[[], object]) -> float:
    """Return how long one call of `side` took."""
    started = time.perf_counter()
    side()
    return (time.perf_counter() - started) * 1000


def alternate(rounds: int, *sides: Callable[[], object]) -> list[Times]:
    """Return each side's times over `rounds`, the sides timed in turns."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, kept in zip(sides, times, strict=True):
            kept.append(took_ms(side))
    return [Times(kept) for kept in times]
