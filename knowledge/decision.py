"""To answer, to offer a choice, to signpost elsewhere, or to leave it to the Hub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Vectors
from knowledge.fit_file import Fit
from knowledge.models import Outcome
from knowledge.ranking import Ranking, decision_vector, rank
from knowledge.signals import Signals

# A question that is, word for word, a sample question of one article has its answer.
EXACT_CONFIDENCE: Final = 0.99
MAX_CHOICES: Final = 3
# A third choice is offered if it has at least this share of the second's belief.
_THIRD_SHARE: Final = 0.2
# A part of a question brings its own article in if that is likelier right than not.
_PART_CONFIDENCE: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """`confidence` is the probability that the first of `ranking` is right."""

    outcome: Outcome
    confidence: float
    served: int
    ranking: Ranking


def decide(signals: Signals, vector: Vectors, fit: Fit) -> Decision:
    """The decision for a question by its signals and its vector `(dim,)`."""
    ranking = rank(signals, fit.fusion)
    if not len(ranking.order):
        return Decision(Outcome.unanswered, 0.0, 0, ranking)
    features = decision_vector(signals, ranking, scope_log_odds(vector, fit))
    confidence = fit.first_right.probability(features)
    if len(signals.exact) == 1:
        return Decision(Outcome.answered, max(confidence, EXACT_CONFIDENCE), 1, ranking)
    if len(signals.exact) > 1:
        served = min(len(signals.exact), MAX_CHOICES)
        return Decision(Outcome.choices, confidence, served, ranking)
    if confidence >= fit.thresholds.answered:
        return Decision(Outcome.answered, confidence, 1, ranking)
    if fit.outside.probability(features) >= fit.thresholds.out_of_scope:
        return Decision(Outcome.out_of_scope, confidence, 0, ranking)
    if len(ranking.order) > 1 and fit.among_three.probability(features) >= fit.thresholds.choices:
        return Decision(Outcome.choices, confidence, _choices(ranking), ranking)
    return Decision(Outcome.unanswered, confidence, 0, ranking)


def with_other_part(whole: Decision, parts: Sequence[Decision]) -> Decision:
    """`whole`, the article of the surest part that asks for another one in its second place.

    Both are then served; as answers if each part by itself has its answer, though the whole, which
    lies between them, was less sure. As it was if there is no such part, or nothing is served.
    """
    if whole.outcome not in (Outcome.answered, Outcome.choices):
        return whole
    order = whole.ranking.order
    asked = [part for part in parts if len(part.ranking.order)]
    own = _surest(part for part in asked if part.ranking.order[0] == order[0])
    other = _surest(part for part in asked if part.ranking.order[0] != order[0])
    if other is None or other.confidence < _PART_CONFIDENCE:
        return whole
    at = int(np.flatnonzero(order == other.ranking.order[0])[0])
    places = np.array([0, at, *(n for n in range(1, len(order)) if n != at)])
    both = replace(whole, served=max(whole.served, 2), ranking=whole.ranking.in_places(places))
    if own is None or {own.outcome, other.outcome} != {Outcome.answered}:
        return both
    confidence = max(whole.confidence, min(own.confidence, other.confidence))
    return replace(both, outcome=Outcome.answered, served=2, confidence=confidence)


def _surest(parts: Iterable[Decision]) -> Decision | None:
    return max(parts, key=lambda part: part.confidence, default=None)


def scope_log_odds(vector: Vectors, fit: Fit) -> tuple[float, float]:
    """That the question is another service's, and that it is a near miss, by its vector alone."""
    log_odds = fit.scope[:, :-1] @ vector + fit.scope[:, -1]
    return float(log_odds[0]), float(log_odds[1])


def _choices(ranking: Ranking) -> int:
    beliefs = ranking.beliefs
    third = len(beliefs) > 2 and beliefs[2] >= _THIRD_SHARE * beliefs[1]
    return 3 if third else 2
