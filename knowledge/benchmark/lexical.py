"""BM25 over the terms of a corpus, whatever its terms are: stemmed words, or pieces of words."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from typing import Final

import bm25s
import numpy as np

from knowledge.benchmark.arrays import Floats
from knowledge.text import matching_key

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it logs every index it builds

K1: Final = 0.9
B: Final = 0.4
PIECE_CHARS: Final = 4

Terms = Callable[[str], Sequence[str]]


class Bm25:
    """How much of a question's term weight each document has, from 0 to 1.

    Lucene's form of BM25, divided by the weight of all the question's terms, so that a value
    means the same for questions of every length and for every corpus.
    """

    def __init__(self, texts: Sequence[str], terms: Terms) -> None:
        self._terms = terms
        self._size = len(texts)
        ids: dict[str, int] = {}
        documents = [[ids.setdefault(term, len(ids)) for term in terms(text)] for text in texts]
        frequencies = np.zeros(len(ids), dtype=np.int64)
        for document in documents:
            frequencies[list(set(document))] += 1
        self._ids = ids
        self._weights = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5))
        self._unknown_weight = math.log1p((self._size + 0.5) / 0.5)
        self._bm25: bm25s.BM25 | None = None
        if ids:
            self._bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
            self._bm25.index((documents, dict(ids)), show_progress=False)

    def shares(self, question: str) -> Floats:
        """`(documents,) float32`. A term counts once, however often it is asked."""
        asked = list(dict.fromkeys(self._terms(question)))
        known = [self._ids[term] for term in asked if term in self._ids]
        if self._bm25 is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        total = float(self._weights[known].sum())
        total += (len(asked) - len(known)) * self._unknown_weight
        scores: Floats = self._bm25.get_scores_from_ids(known)
        return (scores / np.float32(max(total, 1e-6))).astype(np.float32)


def pieces(text: str) -> list[str]:
    """Every run of PIECE_CHARS characters within a word, its edges marked: half a typo matches."""
    found: list[str] = []
    for word in matching_key(text).split():
        marked = f"_{word}_"
        last = max(1, len(marked) - PIECE_CHARS + 1)
        found += [marked[start : start + PIECE_CHARS] for start in range(last)]
    return found
