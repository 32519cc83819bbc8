"""Learns what plain.json holds: the weights of ranking, then those of confidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge.benchmark.arrays import Doubles, Flags, Floats, Numbers
from knowledge.benchmark.ranking import (
    RANKING_FEATURES,
    Order,
    Signals,
    confidence_vector,
    order,
)

_PENALTY: Final = 1e-4
_STRENGTH: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One question's signals, and the numbers of the documents that answer it."""

    signals: Signals
    relevant: Numbers

    def without(self, gone: frozenset[int]) -> Lesson:
        """As if the documents in `gone` had never been there, but for the weights of terms."""
        kept = np.array([int(d) not in gone for d in self.signals.candidates])
        rows = self.signals.rows[kept]
        signals = replace(
            self.signals,
            candidates=self.signals.candidates[kept],
            rows=rows,
            matches=(self.signals.matches[0][:, kept], self.signals.matches[1][:, kept]),
            known_share=float(rows[:, 0].max(initial=0.0)),
        )
        left = np.array([d for d in self.relevant.tolist() if d not in gone], dtype=np.int64)
        return Lesson(signals, left)


def learn_ranking(lessons: Sequence[Sequence[Lesson]]) -> Floats:
    """Weights under which a relevant document is the likeliest (conditional logit).

    Each of the collections in `lessons` counts the same; a question without a relevant candidate
    teaches nothing.
    """
    taught = [
        [
            (lesson.signals.rows.astype(np.float64), is_relevant)
            for lesson in collection
            if (is_relevant := np.isin(lesson.signals.candidates, lesson.relevant)).any()
        ]
        for collection in lessons
    ]

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        value, slope = _PENALTY * float(weights @ weights), 2 * _PENALTY * weights
        for collection in taught:
            share = 1.0 / (len(collection) * len(taught))
            for rows, is_relevant in collection:
                log_odds, step = _one(rows, is_relevant, weights)
                value -= share * log_odds
                slope = slope - share * step
        return value, slope

    start = np.ones(len(RANKING_FEATURES))
    bounds = [(0.0, None)] * len(start)  # no reading speaks against a document
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}
    )
    best: Floats = found.x.astype(np.float32)
    return best


def learn_confidence(
    lessons: Sequence[Sequence[Lesson]], weights: Floats, seeds: Sequence[int]
) -> tuple[Floats, float]:
    """Weights and offset of the log-odds that a question has an answer in the corpus.

    From each collection with, seed by seed, a random half of its relevant documents removed.
    """
    rows, labels, counts = [], [], []
    for collection in lessons:
        features, answerable = confidence_rows(collection, weights, seeds)
        rows.append(features)
        labels.append(answerable)
        counts.append(np.full(len(answerable), 1.0 / len(answerable)))
    all_rows, all_labels = np.concatenate(rows), np.concatenate(labels)
    mean, scale = all_rows.mean(axis=0), all_rows.std(axis=0) + 1e-9
    importance = np.concatenate(counts)
    model = LogisticRegression(C=_STRENGTH, max_iter=2000)
    model.fit((all_rows - mean) / scale, all_labels, sample_weight=importance / importance.mean())
    raw = model.coef_[0] / scale
    return raw.astype(np.float32), float(model.intercept_[0] - raw @ mean)


def confidence_rows(
    collection: Sequence[Lesson], weights: Floats, seeds: Sequence[int]
) -> tuple[Floats, Flags]:
    """Confidence features of every question for every seed, and whether an answer is left."""
    relevant = sorted({int(d) for lesson in collection for d in lesson.relevant})
    rows, answerable = [], []
    for seed in seeds:
        gone = frozenset(random.Random(seed).sample(relevant, len(relevant) // 2))
        for lesson in (lesson.without(gone) for lesson in collection):
            ordered: Order = order(lesson.signals, weights)
            rows.append(confidence_vector(lesson.signals, ordered))
            answerable.append(len(lesson.relevant) > 0)
    return np.stack(rows), np.array(answerable)


def _one(rows: Doubles, is_relevant: Flags, weights: Doubles) -> tuple[float, Doubles]:
    """The log-probability that a relevant candidate is chosen, and its slope."""
    scores = rows @ weights
    powers = np.exp(scores - scores.max())
    shares = powers / powers.sum()
    mass = float(shares[is_relevant].sum()) + 1e-12
    among = np.where(is_relevant, shares, 0.0) / mass
    return float(np.log(mass)), (among - shares) @ rows
