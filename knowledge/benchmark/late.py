"""Late interaction: every token of a question finds the most alike token of a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.benchmark.arrays import Floats, Numbers
from knowledge.benchmark.reading import Reading
from knowledge.encoder.protocol import Vectors


class TokenIndex:
    """The token vectors of a corpus, less their mean: what all tokens share says nothing.

    4 bytes a component: a document of 60 tokens takes 92 kB at 384 components.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        counts = np.array([len(reading.tokens) for reading in readings], dtype=np.int64)
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts
        tokens = np.concatenate([reading.tokens for reading in readings])
        dim = tokens.shape[1]
        self._mean: Floats = tokens.mean(axis=0) if len(tokens) else np.zeros(dim, np.float32)
        self._tokens = _units(tokens - self._mean)

    def matches(self, question: Reading, documents: Numbers) -> Floats:
        """`(tokens of the question, documents) float32`: the best cosine of each in each.

        0 for a document without a token; one row of 0 for a question without.
        """
        scores = np.zeros((max(len(question.tokens), 1), len(documents)), dtype=np.float32)
        sizes = self._ends[documents] - self._starts[documents]
        filled = np.flatnonzero(sizes)
        if not len(filled) or not len(question.tokens):
            return scores
        asked = _units(question.tokens - self._mean)
        cosines = np.concatenate(
            [
                asked @ self._tokens[self._starts[d] : self._ends[d]].T
                for d in documents[filled].tolist()
            ],
            axis=1,
        )
        starts = np.cumsum(sizes[filled]) - sizes[filled]
        scores[:, filled] = np.maximum.reduceat(cosines, starts, axis=1)
        return scores


def _units(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Vectors = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return units
