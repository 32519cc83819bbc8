"""What a question's vector alone says of whether it is for us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.encoder.protocol import Vectors

PREVENTION: Final = 0
ELSEWHERE: Final = 1
NEAR_MISS: Final = 2
OUTSIDE: Final[Mapping[str, int]] = {
    "out_of_scope": ELSEWHERE,
    "small_talk": ELSEWHERE,
    "near_miss": NEAR_MISS,
}
_STRENGTH: Final = 3.0  # inverse regularisation


def fit_scope(vectors: Vectors, labels: Sequence[int]) -> Vectors:
    """`(2, dim + 1)`: log-odds against prevention of elsewhere and of near miss, offset last."""
    model = LogisticRegression(C=_STRENGTH, max_iter=300, class_weight="balanced")
    model.fit(vectors, np.array(labels))
    rows = np.column_stack([model.coef_, model.intercept_])
    against: Vectors = (rows[[ELSEWHERE, NEAR_MISS]] - rows[PREVENTION]).astype(np.float32)
    return against
