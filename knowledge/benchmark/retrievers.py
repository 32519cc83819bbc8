"""The ways of retrieval that are compared: ours, and the three everyone has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import bm25s
import faiss
import numpy as np
import Stemmer

from knowledge.benchmark.arrays import Floats, Numbers
from knowledge.benchmark.lexical import K1, B
from knowledge.benchmark.plain_file import Plain
from knowledge.benchmark.ranking import PlainIndex, Side, confidence_vector, order
from knowledge.benchmark.reading import Encoding, Reader, Reading

RANK_CONSTANT: Final = 60  # of reciprocal rank fusion, as its authors chose it


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All documents best first, and how sure the way is that its first answers the question.

    `confidence` orders questions; it is a probability only where a way has learnt one.
    """

    documents: Numbers
    confidence: float


class Retriever(Protocol):
    """A way of retrieval, over a fixed corpus."""

    def find(self, question: str) -> Found:
        """What it finds for any text."""
        ...


class Ours:
    """The fitted ranking and its fitted confidence."""

    def __init__(self, texts: Sequence[str], small: Side, large: Side, plain: Plain) -> None:
        self._index = PlainIndex(texts, small, large)
        self._plain = plain

    def find(self, question: str) -> Found:
        signals = self._index.signals(question)
        ordered = order(signals, self._plain.ranking)
        features = confidence_vector(signals, ordered)
        odds = float(features @ self._plain.confidence) + self._plain.offset
        documents = np.concatenate([ordered.documents, signals.others])
        return Found(documents, 1.0 / (1.0 + math.exp(-max(min(odds, 50.0), -50.0))))


class Bm25s:
    """bm25s as it comes: k1 .9, b .4, its English stop words, the Snowball stemmer."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        self._size = len(texts)
        self._bm25.index(self._tokens(texts), show_progress=False)

    def scores(self, question: str) -> Floats:
        """`(documents,) float32`."""
        asked: list[list[str]] = bm25s.tokenize(
            [question],
            stopwords="en",
            stemmer=self._stemmer,
            return_ids=False,
            show_progress=False,
        )
        known = [term for term in asked[0] if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: Floats = self._bm25.get_scores(known)
        return scores

    def find(self, question: str) -> Found:
        scores = self.scores(question)
        return Found(_best_first(scores), float(scores.max()))

    def _tokens(self, texts: Sequence[str]) -> Any:
        return bm25s.tokenize(
            list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False
        )


class Dense:
    """One vector a document in an exact FAISS index."""

    def __init__(self, readings: Sequence[Reading], reader: Reader) -> None:
        self._reader = reader
        vectors = np.stack([reading.whole for reading in readings])
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def find(self, question: str) -> Found:
        vector = self._reader.read(question).whole
        cosines, documents = self._index.search(vector[None, :], self._index.ntotal)
        return Found(documents[0], float(cosines[0, 0]))


class Fused:
    """Reciprocal rank fusion of two ways; as sure as its best score, which is all it knows."""

    def __init__(self, one: Retriever, other: Retriever) -> None:
        self._ways = (one, other)

    def find(self, question: str) -> Found:
        orders = [way.find(question).documents for way in self._ways]
        scores = np.zeros(len(orders[0]), dtype=np.float32)
        for documents in orders:
            scores[documents] += 1.0 / (RANK_CONSTANT + 1 + np.arange(len(documents)))
        return Found(_best_first(scores), float(scores.max()))


Build = Callable[[Sequence[str]], Retriever]


def ways(plain: Plain, small: Encoding, large: Encoding) -> dict[str, Build]:
    """What is compared, by name: each builds a way over the texts it is given.

    Ours reads with both encoders, the dense baseline with the small one.
    """

    def side(encoding: Encoding, texts: Sequence[str]) -> Side:
        return Side(encoding.documents.read_all(texts), encoding.questions)

    def dense(texts: Sequence[str]) -> Retriever:
        return Dense(small.documents.read_all(texts), small.questions)

    return {
        "ours": lambda texts: Ours(texts, side(small, texts), side(large, texts), plain),
        "bm25s": Bm25s,
        "MiniLM + FAISS flat": dense,
        "plain fusion (RRF)": lambda texts: Fused(Bm25s(texts), dense(texts)),
    }


def _best_first(scores: Floats) -> Numbers:
    best_first: Numbers = np.argsort(-scores, kind="stable")
    return best_first
