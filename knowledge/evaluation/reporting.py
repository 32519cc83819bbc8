"""Figures in words: lines ready to print, and JSON from which each can be traced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from knowledge.evaluation.cases import Row
from knowledge.evaluation.measuring import Metrics
from knowledge.evaluation.noise import Kept
from knowledge.evaluation.reliability import Reliability

LABELS: Final = {
    "rows": "questions",
    "answerable": "answerable by an article",
    "uncovered": "answerable once an article is written",
    "hit_at_1": "hit@1",
    "hit_at_3": "hit@3",
    "mrr_at_10": "MRR@10",
    "served_right": "right article served",
    "both_parts_served": "two-part questions: both served",
    "answered_coverage": "answered: coverage",
    "answered_precision": "answered: precision",
    "wrong_confident_rate": "wrong-confident, of all",
    "near_miss_answered": "near misses answered",
    "out_of_scope_answered": "out_of_scope answered",
    "auroc_confidence": "AUROC of confidence",
    "out_of_scope_recall": "out_of_scope: recall",
    "urgent_recall": "urgent: recall",
    "false_urgent_rate": "urgent: false, of the rest",
    "organisational_to_hub": "organisational, offered the Hub",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


def table_lines(metrics: Metrics) -> tuple[tuple[str, str], ...]:
    """Label and figure, with its 95 % interval if it has one; a dash for what is not known."""
    figures: dict[str, Any] = asdict(metrics)
    lines = []
    for name, label in LABELS.items():
        interval = metrics.intervals.get(name)
        beside = f" ({interval.low:.2f} to {interval.high:.2f})" if interval else ""
        lines.append((label, _shown(figures[name]) + beside))
    return tuple(lines)


def reliability_lines(found: Reliability) -> tuple[tuple[str, str, str, str], ...]:
    """Range, count, mean confidence and share right of each bin, ready to print."""
    return tuple(
        (
            f"{part.low:.1f} to {part.high:.1f}",
            str(part.count),
            _shown(part.confidence),
            _shown(part.right),
        )
        for part in found.bins
    )


def kept_line(found: Kept) -> str:
    """What noise costs, in a sentence."""
    if found.share is None or found.interval is None:
        return "Without noise no right article was served, so noise could cost nothing."
    low, high = found.interval.low, found.interval.high
    return (
        f"With noise still served right: {found.still} of {found.served} served right without, "
        f"{found.share:.3f} ({low:.2f} to {high:.2f})"
    )


def report(
    rows: Sequence[Row], metrics: Metrics, reliability: Reliability, **about: str | int
) -> str:
    """JSON: what it is about, the figures, the bins, and every row."""
    return json.dumps(
        {
            **about,
            "metrics": asdict(metrics),
            "reliability": asdict(reliability),
            "rows": [{"case": asdict(row.case), "response": asdict(row.response)} for row in rows],
        },
        indent=1,
        ensure_ascii=False,
    )


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
