"""The figures of a set: what is counted, and over which rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from sklearn.metrics import roc_auc_score

from knowledge.evaluation.cases import Kind, Row
from knowledge.evaluation.intervals import (
    Interval,
    auroc_interval,
    mean_interval,
    share_interval,
)
from knowledge.evaluation.judging import (
    all_parts_served,
    as_covered,
    first_right,
    place,
    sent_to_hub,
    served_right,
)
from knowledge.models import Outcome


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of design section 5, and the 95 % interval of each share among them, by name.

    None where the rows cannot say: no such row, or search alone, which decides neither what is
    urgent nor what becomes a ticket.
    """

    rows: int
    answerable: int
    uncovered: int  # of the set's answerable rows, those that no article of the index answers
    hit_at_1: float | None
    hit_at_3: float | None
    mrr_at_10: float | None
    served_right: float | None
    both_parts_served: float | None
    answered_coverage: float | None
    answered_precision: float | None
    wrong_confident_rate: float | None
    near_miss_answered: float | None
    out_of_scope_answered: float | None
    auroc_confidence: float | None
    out_of_scope_recall: float | None
    urgent_recall: float | None
    false_urgent_rate: float | None
    organisational_to_hub: float | None
    p50_ms: float | None
    p95_ms: float | None
    intervals: dict[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of the rows that are `among`, of which those that are `right` count.

    `chat_only`: search alone cannot say.
    """

    among: Callable[[Row], bool]
    right: Callable[[Row], bool]
    chat_only: bool = False


def _kind(*kinds: Kind) -> Callable[[Row], bool]:
    return lambda row: row.case.kind in kinds


def _outcome(outcome: Outcome) -> Callable[[Row], bool]:
    return lambda row: row.response.outcome is outcome


def _wrong_confident(row: Row) -> bool:
    return row.response.outcome is Outcome.answered and not first_right(row)


_ANSWERABLE: Final = _kind(Kind.answerable)
_SHARES: Final = {
    "hit_at_1": _Share(_ANSWERABLE, first_right),
    "hit_at_3": _Share(_ANSWERABLE, lambda row: 0 < place(row) <= 3),
    "served_right": _Share(_ANSWERABLE, served_right),
    "both_parts_served": _Share(
        lambda row: _ANSWERABLE(row) and row.case.two_part, all_parts_served
    ),
    "answered_coverage": _Share(_ANSWERABLE, _outcome(Outcome.answered)),
    "answered_precision": _Share(_outcome(Outcome.answered), first_right),
    "wrong_confident_rate": _Share(lambda _: True, _wrong_confident),
    "near_miss_answered": _Share(_kind(Kind.near_miss), _outcome(Outcome.answered)),
    "out_of_scope_answered": _Share(_kind(Kind.out_of_scope), _outcome(Outcome.answered)),
    "out_of_scope_recall": _Share(_kind(Kind.out_of_scope), _outcome(Outcome.out_of_scope)),
    "urgent_recall": _Share(_kind(Kind.urgent), _outcome(Outcome.urgent), chat_only=True),
    "false_urgent_rate": _Share(
        lambda row: row.case.kind is not Kind.urgent, _outcome(Outcome.urgent), chat_only=True
    ),
    "organisational_to_hub": _Share(_kind(Kind.organisational), sent_to_hub, chat_only=True),
}
_SCORED: Final = (Kind.answerable, Kind.out_of_scope, Kind.near_miss)


def measure(rows: Sequence[Row], articles: Collection[str], *, chat: bool) -> Metrics:
    """The figures of `rows`, asked of a knowledge base of `articles` (slugs).

    An expected slug that is not among `articles` cannot be found: it does not count as expected,
    and an answerable case left without one is a near miss until its article is written.
    """
    covered = as_covered(rows, articles)
    answerable = [row for row in covered if _ANSWERABLE(row)]
    shares: dict[str, float | None] = dict.fromkeys(_SHARES)
    intervals: dict[str, Interval] = {}
    for name, share in _SHARES.items():
        counted = [] if share.chat_only and not chat else _judged(covered, share)
        if counted:
            shares[name] = sum(counted) / len(counted)
            intervals[name] = share_interval(sum(counted), len(counted))
    reciprocals = [1.0 / place(row) if place(row) else 0.0 for row in answerable]
    if reciprocals:
        intervals["mrr_at_10"] = mean_interval(reciprocals)
    above, below = _scores(covered, answerable=True), _scores(covered, answerable=False)
    if above and below:
        intervals["auroc_confidence"] = auroc_interval(above, below)
    latencies = [row.response.latency_ms for row in covered]
    return Metrics(
        rows=len(rows),
        answerable=len(answerable),
        uncovered=sum(_ANSWERABLE(row) for row in rows) - len(answerable),
        mrr_at_10=float(np.mean(reciprocals)) if reciprocals else None,
        auroc_confidence=_auroc(above, below),
        p50_ms=float(np.percentile(latencies, 50)) if latencies else None,
        p95_ms=float(np.percentile(latencies, 95)) if latencies else None,
        intervals=intervals,
        **shares,
    )


def scored(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows by which confidence is judged: those that search decides, with a confidence."""
    return tuple(
        row for row in rows if row.case.kind in _SCORED and row.response.confidence is not None
    )


def _judged(rows: Sequence[Row], share: _Share) -> list[bool]:
    return [share.right(row) for row in rows if share.among(row)]


def _scores(rows: Sequence[Row], *, answerable: bool) -> list[float]:
    kept = [row for row in scored(rows) if _ANSWERABLE(row) is answerable]
    return [row.response.confidence or 0.0 for row in kept]


def _auroc(above: Sequence[float], below: Sequence[float]) -> float | None:
    if not above or not below:
        return None
    labels = [True] * len(above) + [False] * len(below)
    return float(roc_auc_score(labels, [*above, *below]))
