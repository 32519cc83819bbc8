"""BM25 over articles expanded by their sample questions, for the base and for the delta."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Final

import bm25s
import numpy as np
import numpy.typing as npt

from knowledge.index.entry import Entry

# It logs every index it builds, and asks for that at debug level itself.
logging.getLogger("bm25s").setLevel(logging.WARNING)

Scores = npt.NDArray[np.float32]

# Lucene's form of BM25 with its usual parameters; k1 from .9 to 3 and b from .4 to .75 moved
# hit@1 over sample-question-expanded articles by at most .013.
K1: Final = 1.5
B: Final = 0.75


class Lexicon:
    """BM25 scores of a fixed set of articles, and term weights for scoring others beside them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._size = len(entries)
        self._ids: dict[str, int] = {}
        documents = [self._number(entry.term_counts) for entry in entries]
        self._mean_length = float(np.mean([len(d) for d in documents])) if documents else 1.0
        frequencies = np.zeros(len(self._ids), dtype=np.int64)
        for document in documents:
            frequencies[list(set(document))] += 1
        ratio = (self._size - frequencies + 0.5) / (frequencies + 0.5)
        self._weights = np.log1p(ratio).astype(np.float32)
        self._unknown_weight = math.log1p((self._size + 0.5) / 0.5)
        self._bm25: bm25s.BM25 | None = None
        if self._ids:
            self._bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
            self._bm25.index((documents, dict(self._ids)), show_progress=False)

    def scores(self, query_terms: Sequence[str]) -> Scores:
        """`(articles,) float32`: BM25 of each article of the set, a term counting once."""
        ids = [self._ids[term] for term in dict.fromkeys(query_terms) if term in self._ids]
        if self._bm25 is None or not ids:
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = self._bm25.get_scores_from_ids(ids)
        return scores

    def score_other(self, query_terms: Sequence[str], entry: Entry) -> float:
        """What `entry`, which is not of the set, scores with the set's term weights and length."""
        norm = K1 * (1.0 - B + B * entry.length / self._mean_length)
        total = 0.0
        for term in dict.fromkeys(query_terms):
            count = entry.term_counts.get(term, 0)
            if count:
                total += self.weight(term) * count / (count + norm)
        return total

    def weight(self, term: str) -> float:
        """How telling a term is (inverse document frequency); most for one never seen."""
        index = self._ids.get(term)
        return self._unknown_weight if index is None else float(self._weights[index])

    def _number(self, term_counts: Mapping[str, int]) -> list[int]:
        numbers: list[int] = []
        for term, count in term_counts.items():
            numbers += [self._ids.setdefault(term, len(self._ids))] * count
        return numbers
