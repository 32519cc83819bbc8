"""Multinomial logistic regression over the sample questions of a base.

Better than the closed form of `discriminant` by two or three questions in a hundred, and dearer by
seconds: it is fitted when an index is built or merged, and kept with it. What is published
in between, and a base too large for it, has the closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from knowledge.encoder.protocol import Vectors
from knowledge.index.entry import Entry

# Inverse regularisation (tried 3, 10, 30) and steps (30 and 60 did the same).
STRENGTH: Final = 10.0
MAX_STEPS: Final = 30
# Articles times questions: on two cores about twenty seconds.
MAX_WORK: Final = 12_000_000

Doubles = npt.NDArray[np.float64]


def fit_logistic(entries: Sequence[Entry], dim: int, start: Vectors | None = None) -> Vectors:
    """`(entries, dim + 1) float32`: weights, and offset last; no rows if there are too many.

    An article's questions count by the square root of their number, and its offset is without
    their share, so that few questions do not make an article unlikely. `start` are weights to
    begin from.
    """
    counts = np.array([len(entry.question_vectors) for entry in entries], dtype=np.int64)
    if len(entries) < 2 or len(entries) * int(counts.sum()) > MAX_WORK:
        return np.empty((0, dim + 1), dtype=np.float32)
    vectors = np.concatenate([entry.question_vectors for entry in entries])
    rows = np.column_stack([vectors, np.ones(len(vectors), dtype=np.float32)])
    weights = _minimum(rows, np.repeat(np.arange(len(entries)), counts), counts, start)
    weights[:, -1] -= np.log(np.maximum(counts, 1))
    return weights


def _minimum(
    rows: Vectors,
    labels: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    start: Vectors | None,
) -> Vectors:
    shape = (len(counts), rows.shape[1])
    importance = (1.0 / np.sqrt(counts[labels])).astype(np.float32)
    importance /= importance.sum()
    penalty = 1.0 / (STRENGTH * len(rows))
    own = (np.arange(len(rows)), labels)

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        solution = flat.reshape(shape)
        scores = rows @ solution.T.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        own_scores = scores[own]
        np.exp(scores, out=scores)
        totals = scores.sum(axis=1)
        value = float(importance @ (np.log(totals) - own_scores))
        scores *= (importance / totals)[:, None]
        scores[own] -= importance
        slope = (scores.T @ rows).astype(np.float64)
        slope[:, :-1] += penalty * solution[:, :-1]
        return value + 0.5 * penalty * float(np.square(solution[:, :-1]).sum()), slope.ravel()

    first = np.zeros(shape) if start is None else start.astype(np.float64)
    found = minimize(
        loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS}
    )
    weights: Vectors = found.x.reshape(shape).astype(np.float32)
    return weights
