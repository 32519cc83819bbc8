"""Our ranking of a plain corpus: four readings of every document, one fitted score, one belief."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.benchmark.arrays import Floats, Numbers
from knowledge.benchmark.late import TokenIndex
from knowledge.benchmark.lexical import Bm25, pieces
from knowledge.benchmark.reading import Reader, Reading
from knowledge.text import terms

RANKING_FEATURES: Final = ("words", "pieces", "whole", "tokens")
CONFIDENCE_FEATURES: Final = (
    "words",
    "pieces",
    "whole",
    "tokens",
    "margin_words",
    "margin_pieces",
    "margin_whole",
    "margin_tokens",
    "agreement",
    "margin",
    "log_belief",
    "log_terms",
    "known_share",
)
CANDIDATES: Final = 100  # of the words, and as many of the whole: token vectors are read of these


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What is known of one question: its candidates, and a row of RANKING_FEATURES for each.

    `others` are the remaining documents, best first by words and whole. `log_terms` is of the
    number of distinct terms asked, `known_share` the best that any document has of their weight.
    """

    candidates: Numbers
    rows: Floats
    others: Numbers
    log_terms: float
    known_share: float


class PlainIndex:
    """A corpus ready to be ranked. Changes to it are another index."""

    def __init__(self, texts: Sequence[str], readings: Sequence[Reading], reader: Reader) -> None:
        self._reader = reader
        self._words = Bm25(texts, terms)
        self._pieces = Bm25(texts, pieces)
        self._tokens = TokenIndex(readings)
        self._parts = np.concatenate([reading.parts for reading in readings])
        counts = [len(reading.parts) for reading in readings]
        self._first_part = np.cumsum(counts) - np.array(counts)

    def signals(self, question: str) -> Signals:
        """One call of the encoder."""
        reading = self._reader.read(question)
        words, whole = self._words.shares(question), self._whole(reading)
        candidates, others = _candidates(words, whole)
        rows = np.stack(
            (
                words[candidates],
                self._pieces.shares(question)[candidates],
                whole[candidates],
                self._tokens.alike(reading, candidates),
            ),
            axis=1,
            dtype=np.float32,
        )
        asked = math.log1p(len(set(terms(question))))
        return Signals(candidates, rows, others, asked, float(words.max()))

    def _whole(self, question: Reading) -> Floats:
        """The cosine of the most alike window of each document."""
        cosines: Floats = np.maximum.reduceat(self._parts @ question.whole, self._first_part)
        return cosines


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """The candidates best first, their scores, and the belief that the first is the one."""

    documents: Numbers
    scores: Floats
    log_belief: float


def order(signals: Signals, weights: Floats) -> Order:
    """The candidates by the fitted sum of their features."""
    scores = signals.rows @ weights
    best_first = np.argsort(-scores, kind="stable")
    scores = scores[best_first]
    log_belief = -math.log(float(np.exp(scores - scores[0]).sum()))
    return Order(signals.candidates[best_first], scores, log_belief)


def confidence_vector(signals: Signals, ordered: Order) -> Floats:
    """`(len(CONFIDENCE_FEATURES),) float32` about the first of `ordered`."""
    first = int(np.flatnonzero(signals.candidates == ordered.documents[0])[0])
    own = signals.rows[first]
    rest = np.delete(signals.rows, first, axis=0)
    margins = own - rest.max(axis=0) if len(rest) else own
    margin = float(ordered.scores[0] - ordered.scores[1]) if len(rest) else float(own.sum())
    values = (
        *own,
        *margins,
        float(np.count_nonzero(margins > 0.0)),
        min(margin, 10.0),
        ordered.log_belief,
        signals.log_terms,
        signals.known_share,
    )
    return np.array(values, dtype=np.float32)


def _candidates(words: Floats, whole: Floats) -> tuple[Numbers, Numbers]:
    """Documents whose token vectors are worth reading, and the others, best first."""
    by_both = np.argsort(-(_standard(words) + _standard(whole)), kind="stable")
    if len(by_both) <= 2 * CANDIDATES:
        return by_both, by_both[:0]
    chosen = np.union1d(
        np.argpartition(-words, CANDIDATES)[:CANDIDATES],
        np.argpartition(-whole, CANDIDATES)[:CANDIDATES],
    )
    return chosen, by_both[~np.isin(by_both, chosen)]


def _standard(values: Floats) -> Floats:
    deviation = float(values.std())
    return (values - values.mean()) / np.float32(max(deviation, 1e-9))
