"""From signals to one order, and to the dozen or so numbers a decision is made from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.signals import Floats, Signals

FUSION_FEATURES: Final = (
    "nearest",
    "best",
    "passage",
    "lexical",
    "share",
    "classifier",
    "few",
    "few_nearest",
    "few_best",
    "few_lexical",
    "few_classifier",
)
DECISION_FEATURES: Final = (
    "nearest",
    "best",
    "passage",
    "lexical",
    "share",
    "known_share",
    "log_terms",
    "log_share_first",
    "margin",
    "margin_nearest",
    "margin_best",
    "margin_lexical",
    "margin_classifier",
    "agreement",
    "few",
    "few_best",
    "close",
    "very_close",
    "scope_outside",
    "scope_near_miss",
)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Entry numbers best first, with their fused scores and the share of belief each has."""

    order: npt.NDArray[np.int64]
    scores: Floats
    beliefs: Floats  # softmax of the scores over all published, in the order of `order`

    def in_places(self, places: npt.NDArray[np.int64]) -> Ranking:
        """The same, in the order of `places`, which names each place once."""
        return Ranking(self.order[places], self.scores[places], self.beliefs[places])


def fusion_matrix(signals: Signals) -> Floats:
    """`(entries, len(FUSION_FEATURES)) float32`."""
    s = signals
    columns = (
        s.nearest,
        s.best,
        s.passage,
        s.lexical,
        s.share,
        s.classifier,
        s.few,
        s.few * s.nearest,
        s.few * s.best,
        s.few * s.lexical,
        s.few * s.classifier,
    )
    return np.stack(columns, axis=1, dtype=np.float32)


def rank(signals: Signals, weights: Floats) -> Ranking:
    """The published entries in order. An entry that claims the question comes before others."""
    numbers = np.flatnonzero(signals.alive)
    scores = (fusion_matrix(signals) @ weights)[numbers]
    sort_by = scores
    if signals.exact:
        sort_by = scores + np.isin(numbers, signals.exact) * np.float32(1e6)
    by_score = np.argsort(-sort_by, kind="stable")
    scores = scores[by_score]
    powers = np.exp(scores - scores.max(initial=-np.inf))
    return Ranking(numbers[by_score], scores, powers / max(float(powers.sum()), 1e-9))


def decision_vector(signals: Signals, ranking: Ranking, scope: tuple[float, float]) -> Floats:
    """`(len(DECISION_FEATURES),) float32` about the first of `ranking`, which is not empty.

    `scope` are the log-odds that the question is of another service, and that it is a near
    miss, by its vector alone.
    """
    first = int(ranking.order[0])
    s = signals
    others = s.alive.copy()
    others[first] = False
    margins = [_margin(v, first, others) for v in (s.nearest, s.best, s.lexical, s.classifier)]
    best, few = float(s.best[first]), float(s.few[first])
    second = float(ranking.scores[1]) if len(ranking.scores) > 1 else -math.inf
    values = (
        float(s.nearest[first]),
        best,
        float(s.passage[first]),
        float(s.lexical[first]),
        float(s.share[first]),
        s.known_share,
        math.log1p(s.term_count),
        math.log(max(float(ranking.beliefs[0]), 1e-6)),
        min(float(ranking.scores[0]) - second, 10.0),
        margins[0],
        margins[1],
        min(margins[2], 30.0),
        min(margins[3], 30.0),
        float(sum(margin > 0.0 for margin in margins)),
        few,
        few * best,
        max(0.0, best - 0.6),
        max(0.0, best - 0.75),
        scope[0],
        scope[1],
    )
    return np.array(values, dtype=np.float32)


def _margin(values: Floats, first: int, others: npt.NDArray[np.bool_]) -> float:
    """How far the first is ahead of all others by one signal; negative if it is behind.

    With no others, ahead of nothing: what it has beyond zero.
    """
    return (
        float(values[first]) - float(values.max(where=others, initial=-np.inf))
        if (others.any())
        else float(values[first])
    )
