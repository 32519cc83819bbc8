"""What the rankers say of every published article for one question, before anyone decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.encoder.protocol import Vectors
from knowledge.index.state import State
from knowledge.reading import Reading

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

# Of a glossary's synonym beside a word of the question's own; .25 to .5 did best, 1 harmed.
_SYNONYM_WEIGHT: Final = 0.25
_BEST: Final = 3  # sample questions that count for an article: with one, an odd one would decide


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """One value an entry of the state, in its order; `alive` masks those not published.

    `nearest` is the mean cosine of the best three sample questions, `best` that of the best one,
    `passage` the cosine of the best passage, whose number `shown` has; `lexical` is BM25,
    `share` the part of the question's term weight it has, `classifier` the linear classifier's
    log-odds in deviations from their mean; `few` is one over the number of sample questions.
    `exact` are the entries that claim the question.
    """

    alive: npt.NDArray[np.bool_]
    nearest: Floats
    best: Floats
    passage: Floats
    shown: Numbers
    lexical: Floats
    share: Floats
    classifier: Floats
    few: Floats
    exact: tuple[int, ...]
    term_count: int
    known_share: float  # of the question's term weight, what any article could have


def read_signals(
    state: State, vector: Vectors, reading: Reading, exact: tuple[int, ...] = ()
) -> Signals:
    """The signals of a question as it was read, and as its vector `(dim,)`."""
    query_terms = reading.terms
    cosines, article, passage = _near_rows(state, vector)
    size = len(state.entries)
    nearest, best = _question_signals(state, cosines, article, passage)
    passage_cosine, shown = _passage_signals(size, cosines, article, passage)
    lexical = _lexical(state, query_terms)
    if reading.synonyms:
        lexical += np.float32(_SYNONYM_WEIGHT) * _lexical(state, reading.synonyms)
    weights = [state.base.lexicon.weight(term) for term in dict.fromkeys(query_terms)]
    total = max(sum(weights), 1e-6)
    return Signals(
        alive=state.alive,
        nearest=nearest,
        best=best,
        passage=passage_cosine,
        shown=shown,
        lexical=lexical,
        share=lexical / np.float32(total),
        classifier=_classifier(state, vector),
        few=1.0 / state.question_counts,
        exact=exact,
        term_count=len(weights),
        known_share=float(lexical[state.alive].max(initial=0.0)) / total,
    )


def _near_rows(state: State, vector: Vectors) -> tuple[Floats, Numbers, Numbers]:
    """Cosine, entry and passage of the near rows of base and delta, best first.

    The base says how near that is: what is published beside it changes nothing for its articles.
    """
    cosines, rows = state.base.nearest(vector)
    article = state.base.rows.article[rows]
    passage = state.base.rows.passage[rows]
    if not state.delta.entries:
        return cosines, article, passage
    newer = state.delta.vectors @ vector
    near = newer >= (cosines[-1] if len(cosines) else -np.inf)
    offset = len(state.base.entries)
    cosines = np.concatenate([cosines, newer[near]])
    article = np.concatenate([article, state.delta.rows.article[near] + offset])
    passage = np.concatenate([passage, state.delta.rows.passage[near]])
    order = np.argsort(-cosines, kind="stable")
    return cosines[order], article[order], passage[order]


def _question_signals(
    state: State, cosines: Floats, article: Numbers, passage: Numbers
) -> tuple[Floats, Floats]:
    """`nearest` and `best`. A question that is not among the near rows counts as the last."""
    size = len(state.entries)
    floor = float(cosines[-1]) if len(cosines) else 0.0
    is_question = passage < 0
    cosines, article = cosines[is_question], article[is_question]
    by_article = np.argsort(article, kind="stable")  # keeps best first within an article
    cosines, article = cosines[by_article], article[by_article]
    found = np.bincount(article, minlength=size)
    starts = np.cumsum(found) - found
    place = np.arange(len(article)) - starts[article]
    top = place < _BEST
    sums = np.bincount(article[top], weights=cosines[top], minlength=size)
    wanted = np.minimum(state.question_counts, _BEST)
    missing = wanted - np.minimum(found, wanted)
    best = np.full(size, floor, dtype=np.float32)
    best[article[place == 0]] = cosines[place == 0]
    return ((sums + missing * floor) / wanted).astype(np.float32), best


def _passage_signals(
    size: int, cosines: Floats, article: Numbers, passage: Numbers
) -> tuple[Floats, Numbers]:
    """The best passage of each entry; where none is near, the summary at the last cosine."""
    floor = float(cosines[-1]) if len(cosines) else 0.0
    best = np.full(size, floor, dtype=np.float32)
    shown = np.zeros(size, dtype=np.int64)
    is_passage = np.flatnonzero(passage >= 0)[::-1]  # worst first: the best is written last
    best[article[is_passage]] = cosines[is_passage]
    shown[article[is_passage]] = passage[is_passage]
    return best, shown


def _lexical(state: State, query_terms: Sequence[str]) -> Floats:
    base = state.base.lexicon.scores(query_terms)
    if not state.delta.entries:
        return base
    others = [state.base.lexicon.score_other(query_terms, e) for e in state.delta.entries]
    return np.concatenate([base, np.array(others, dtype=np.float32)])


def _classifier(state: State, vector: Vectors) -> Floats:
    """Each in deviations from the mean over articles: so the two classifiers are comparable."""
    base, delta = state.base, state.delta
    scores = base.discriminant.scores(vector)
    if delta.entries:
        scores = np.concatenate([scores, delta.discriminant.scores(vector)])
    scores = standard(scores)
    if len(base.logistic):
        scores[: len(base.entries)] = standard(
            base.logistic[:, :-1] @ vector + base.logistic[:, -1]
        )
    return scores


def standard(scores: Floats) -> Floats:
    """In deviations from their mean."""
    if not len(scores):
        return scores
    standard: Floats = (scores - scores.mean()) / np.float32(max(float(scores.std()), 1e-3))
    return standard
