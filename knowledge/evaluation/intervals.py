"""How far a figure could be off because the set is only so large: 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Z: Final = 1.959964  # the normal quantile of 97.5 %
_ROUNDS: Final = 1000
_SEED: Final = 20261123


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both within 0..1."""

    low: float
    high: float


def share_interval(right: int, of: int) -> Interval:
    """Wilson's interval of a share of `of` >= 1; unlike the normal one, it stays within 0..1."""
    share, z2 = right / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    spread = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(max(0.0, middle - spread), min(1.0, middle + spread))


def mean_interval(values: Sequence[float]) -> Interval:
    """The bootstrap interval of the mean of `values` (at least one), the same at every run."""
    numbers = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(_SEED)
    drawn = rng.choice(numbers, size=(_ROUNDS, len(numbers))).mean(axis=1)
    return _middle_95(drawn)


def auroc_interval(positives: Sequence[float], negatives: Sequence[float]) -> Interval:
    """The bootstrap interval of the AUROC of scores, each side (not empty) drawn by itself."""
    rng = np.random.default_rng(_SEED)
    above, below = np.asarray(positives, np.float64), np.asarray(negatives, np.float64)
    drawn = [
        _auroc(rng.choice(above, len(above)), rng.choice(below, len(below))) for _ in range(_ROUNDS)
    ]
    return _middle_95(np.asarray(drawn))


def _auroc(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    """The share of pairs in the right order, ties for half; fast enough for many rounds."""
    ordered = np.sort(below)
    beaten = np.searchsorted(ordered, above, "left") + np.searchsorted(ordered, above, "right")
    return float(beaten.mean() / (2 * len(below)))


def _middle_95(drawn: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(low), float(high))
