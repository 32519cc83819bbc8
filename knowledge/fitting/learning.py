"""Learns the weights: of fusion by which article is right, of the heads by what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge.fit_file import Head
from knowledge.fitting.simulation import Asked
from knowledge.ranking import DECISION_FEATURES, FUSION_FEATURES, fusion_matrix
from knowledge.signals import Floats

Doubles = npt.NDArray[np.float64]

_FUSION_PENALTY: Final = 1e-3
_HEAD_STRENGTH: Final = 1.0


def learn_fusion(asked: Sequence[Asked], weights: Doubles) -> dict[str, float]:
    """Weights under which the right articles are the likeliest (conditional logit).

    Over the questions that have any; `weights (questions,)` says how much each counts.
    """
    kept = [(a, w) for a, w in zip(asked, weights, strict=True) if a.right]
    blocks = [fusion_matrix(a.signals)[a.signals.alive].astype(np.float64) for a, _ in kept]
    scale = np.concatenate(blocks).std(axis=0) + 1e-9
    right = [np.isin(np.flatnonzero(a.signals.alive), a.right) for a, _ in kept]
    counts = np.array([w for _, w in kept])
    rows = np.concatenate(blocks) / scale
    sizes = np.array([len(block) for block in blocks])
    starts = np.cumsum(sizes) - sizes
    is_right = np.concatenate(right)

    def loss(solution: Doubles) -> tuple[float, Doubles]:
        scores = rows @ solution
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        powers = np.exp(scores)
        right_powers = np.maximum(powers * is_right, 1e-30 * is_right)
        totals, right_totals = (np.add.reduceat(p, starts) for p in (powers, right_powers))
        value = float(counts @ (np.log(totals) - np.log(right_totals))) / counts.sum()
        gap = powers / np.repeat(totals, sizes) - right_powers / np.repeat(right_totals, sizes)
        slope = rows.T @ (gap * np.repeat(counts, sizes)) / counts.sum()
        penalty = _FUSION_PENALTY
        return value + penalty * float(solution @ solution), slope + 2 * penalty * solution

    found = minimize(loss, np.zeros(len(FUSION_FEATURES)), jac=True, method="L-BFGS-B")
    return _named(FUSION_FEATURES, found.x / scale)


def learn_head(features: Floats, labels: npt.NDArray[np.bool_], weights: Doubles) -> Head:
    """The logistic model of `labels` by `features (questions, len(DECISION_FEATURES))`."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=_HEAD_STRENGTH, max_iter=1000)
    model.fit((features - mean) / scale, labels, sample_weight=weights)
    raw = model.coef_[0] / scale
    return Head(
        weights=_named(DECISION_FEATURES, raw),
        offset=round(float(model.intercept_[0] - raw @ mean), 6),
    )


def _named(names: tuple[str, ...], values: Doubles) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(names, values, strict=True)}
