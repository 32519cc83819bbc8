"""The figures: of the order of what is found, and of how sure a way is."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.metrics import roc_auc_score

from knowledge.benchmark.arrays import Doubles, Flags

DEPTH: Final = 10
TARGET_PRECISION: Final = 0.90
TARGET_RECALL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Ranks:
    """Means over questions of figures of the first ten found; times in milliseconds."""

    ndcg_at_10: float
    mrr_at_10: float
    recall_at_10: float
    hit_at_1: float
    p50_ms: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """How well confidence tells questions that can be answered from those that cannot.

    `fpr_at_95` is the part of the unanswerable let through where 95 % of the answerable are;
    `coverage_at_90` the largest part of all questions that can be answered, surest first, while
    at least 90 % of the answers given are right: the first document found answers the question.
    """

    auroc: float
    fpr_at_95: float
    coverage_at_90: float


def measure_ranks(
    found: Sequence[Sequence[str]],
    relevant: Sequence[Collection[str]],
    milliseconds: Sequence[float],
) -> Ranks:
    """Of documents found, best first, for each question; each has a relevant document."""
    rows = [_figures(f[:DEPTH], r) for f, r in zip(found, relevant, strict=True)]
    ndcg, mrr, recall, hit = np.mean(np.array(rows, dtype=np.float64), axis=0)
    return Ranks(float(ndcg), float(mrr), float(recall), float(hit), float(np.median(milliseconds)))


def measure_sureness(confidence: Doubles, answerable: Flags, right: Flags) -> Sureness:
    """One value a question in each. Both kinds of question are among them."""
    return Sureness(
        auroc=float(roc_auc_score(answerable, confidence)),
        fpr_at_95=_false_positive_rate(confidence, answerable),
        coverage_at_90=_coverage(confidence, right),
    )


def _figures(found: Sequence[str], relevant: Collection[str]) -> tuple[float, float, float, float]:
    places = [place for place, document in enumerate(found) if document in relevant]
    gain = sum(1.0 / math.log2(place + 2) for place in places)
    best = sum(1.0 / math.log2(place + 2) for place in range(min(len(relevant), DEPTH)))
    reciprocal = 1.0 / (places[0] + 1) if places else 0.0
    return gain / best, reciprocal, len(places) / len(relevant), float(0 in places[:1])


def _false_positive_rate(confidence: Doubles, answerable: Flags) -> float:
    """The threshold is the highest that lets through at least TARGET_RECALL of the answerable."""
    above = np.sort(confidence[answerable])[::-1]
    threshold = above[math.ceil(TARGET_RECALL * len(above)) - 1]
    return float(np.mean(confidence[~answerable] >= threshold))


def _coverage(confidence: Doubles, right: Flags) -> float:
    """Questions of equal confidence are answered together or not at all."""
    surest_first = np.argsort(-confidence, kind="stable")
    ordered = confidence[surest_first]
    precision = np.cumsum(right[surest_first]) / np.arange(1, len(right) + 1)
    last_of_equals = np.append(ordered[1:] < ordered[:-1], True)
    good = np.flatnonzero((precision >= TARGET_PRECISION) & last_of_equals)
    return float(good[-1] + 1) / len(right) if len(good) else 0.0
