"""Whether confidence means what it says: of answers given .8, eight in ten should be right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.evaluation.cases import Row
from knowledge.evaluation.judging import as_covered, first_right
from knowledge.evaluation.measuring import scored

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows whose confidence is from `low` to below `high` (the last: up to 1).

    `confidence` is their mean, `right` the share whose first article is right; both None if
    there are no such rows.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Ten bins, lowest first, and how far confidence is off on average over all rows.

    The error is the expected calibration error (Guo et al. 2017); None if no row has a
    confidence.
    """

    bins: tuple[Bin, ...]
    calibration_error: float | None


def reliability_of(rows: Sequence[Row], articles: Collection[str]) -> Reliability:
    """Of the rows that search decides: answerable, near miss and out of scope."""
    pairs = [
        (row.response.confidence or 0.0, first_right(row))
        for row in scored(as_covered(rows, articles))
    ]
    found: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in pairs:
        found[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    bins = tuple(_bin(number, held) for number, held in enumerate(found))
    if not pairs:
        return Reliability(bins, None)
    off = sum(abs(sum(c for c, _ in held) - sum(r for _, r in held)) for held in found)
    return Reliability(bins, off / len(pairs))


def _bin(number: int, held: Sequence[tuple[float, bool]]) -> Bin:
    low, high, count = number / BINS, (number + 1) / BINS, len(held)
    if not count:
        return Bin(low, high, 0, None, None)
    confidence = sum(confidence for confidence, _ in held) / count
    return Bin(low, high, count, confidence, sum(right for _, right in held) / count)
