"""Our ranking of a plain corpus: six readings of every document, one fitted score, one belief."""

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

RANKING_FEATURES: Final = (
    "words",
    "pieces",
    "small_whole",
    "small_tokens",
    "large_whole",
    "large_tokens",
)
CONFIDENCE_FEATURES: Final = (
    *RANKING_FEATURES,
    *(f"margin_{name}" for name in RANKING_FEATURES),
    "agreement",
    "margin",
    "fall",
    "log_belief",
    "entropy",
    "log_terms",
    "known_share",
    "small_rise",
    "large_rise",
    "small_regret",
    "large_regret",
)
CANDIDATES: Final = 75  # of the words, and as many of the whole: the small tokens are read of these
KEPT: Final = 64  # of the candidates, by words and small tokens: the large tokens are read of these
_TOKENS: Final = (RANKING_FEATURES.index("small_tokens"), RANKING_FEATURES.index("large_tokens"))
_TENTH: Final = 9


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What is known of one question: its candidates, and a row of RANKING_FEATURES for each.

    `matches` has for the small encoder and for the large one how well each token of the question
    is matched in each candidate, `(tokens, candidates)`. `others` are the remaining documents,
    best first. `log_terms` is of the number of distinct terms asked, `known_share` the best that
    any candidate has of their weight.
    """

    candidates: Numbers
    rows: Floats
    matches: tuple[Floats, Floats]
    others: Numbers
    log_terms: float
    known_share: float


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """An encoder, and its readings of all documents in their order."""

    readings: Sequence[Reading]
    reader: Reader


class _Meaning:
    """What one encoder makes of a corpus."""

    def __init__(self, side: Side) -> None:
        self._reader = side.reader
        self._tokens = TokenIndex(side.readings)
        self._parts = np.concatenate([reading.parts for reading in side.readings])
        counts = np.array([len(reading.parts) for reading in side.readings])
        self._first_part = np.cumsum(counts) - counts

    def read(self, question: str) -> tuple[Reading, Floats]:
        """Its reading of the question, and the cosine of each document's most alike window."""
        reading = self._reader.read(question)
        whole: Floats = np.maximum.reduceat(self._parts @ reading.whole, self._first_part)
        return reading, whole

    def matches(self, reading: Reading, documents: Numbers) -> Floats:
        """`(tokens, documents) float32`."""
        return self._tokens.matches(reading, documents)


class PlainIndex:
    """A corpus ready to be ranked. Changes to it are another index."""

    def __init__(self, texts: Sequence[str], small: Side, large: Side) -> None:
        self._words = Bm25(texts, terms)
        self._pieces = Bm25(texts, pieces)
        self._small, self._large = _Meaning(small), _Meaning(large)

    def signals(self, question: str) -> Signals:
        """One call of each encoder."""
        small, small_whole = self._small.read(question)
        large, large_whole = self._large.read(question)
        words = self._words.shares(question)
        candidates, others = _candidates(words, small_whole)
        matches = self._small.matches(small, candidates)
        rough = _standard(words[candidates]) + 2 * _standard(matches.mean(axis=0))
        best_first = np.argsort(-rough, kind="stable")
        kept, left = best_first[:KEPT], best_first[KEPT:]
        others = np.concatenate([candidates[left], others])
        candidates, small_matches = candidates[kept], matches[:, kept]
        large_matches = self._large.matches(large, candidates)
        rows = np.stack(
            (
                words[candidates],
                self._pieces.shares(question)[candidates],
                small_whole[candidates],
                small_matches.mean(axis=0),
                large_whole[candidates],
                large_matches.mean(axis=0),
            ),
            axis=1,
            dtype=np.float32,
        )
        asked = math.log1p(len(set(terms(question))))
        known = float(rows[:, 0].max())
        return Signals(candidates, rows, (small_matches, large_matches), others, asked, known)


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
    """`(len(CONFIDENCE_FEATURES),) float32` about the first of `ordered`.

    `rise` is how far its tokens match better than those of candidates on the average; `regret`
    how much better the question's tokens are matched if each may choose its own document, which
    is small where one document answers all of the question.
    """
    first = int(np.flatnonzero(signals.candidates == ordered.documents[0])[0])
    own = signals.rows[first]
    rest = np.delete(signals.rows, first, axis=0)
    margins = own - rest.max(axis=0) if len(rest) else own
    scores = ordered.scores - ordered.scores[0]
    log_shares = scores + ordered.log_belief
    values = (
        *own,
        *margins,
        float(np.count_nonzero(margins > 0.0)),
        min(-float(scores[1]), 10.0) if len(rest) else float(own.sum()),
        -float(scores[: _TENTH + 1][-1]),
        ordered.log_belief,
        -float(np.exp(log_shares) @ log_shares),
        signals.log_terms,
        signals.known_share,
        *(float(own[n] - signals.rows[:, n].mean()) for n in _TOKENS),
        *(float((m.max(axis=1) - m[:, first]).mean()) for m in signals.matches),
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
    standard: Floats = (values - values.mean()) / np.float32(max(deviation, 1e-9))
    return standard
