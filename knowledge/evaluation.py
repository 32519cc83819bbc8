"""How good search, or a chat built on it, is on questions whose right articles are known.

The same function measures both: whoever ran the questions hands over what came back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sklearn.metrics import roc_auc_score

from knowledge.errors import KnowledgeError
from knowledge.models import Outcome
from knowledge.searcher import Searcher


class Kind(StrEnum):
    """What a question is, whatever came back."""

    answerable = "answerable"
    out_of_scope = "out_of_scope"
    near_miss = "near_miss"
    urgent = "urgent"
    organisational = "organisational"
    small_talk = "small_talk"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a set. `expect` are the right slugs, best first; empty if nothing answers it."""

    id: str
    question: str
    expect: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `ranking` are slugs, best first, at most ten.

    `ticket_offered` says that a ticket was offered or made; `confidence` is None where the way
    asked does not tell it.
    """

    outcome: Outcome
    ranking: tuple[str, ...]
    confidence: float | None
    latency_ms: float
    ticket_offered: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A case and what came of it."""

    case: Case
    response: Response


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of design section 5. None where the rows cannot say: no such row, or search

    alone, which decides neither what is urgent nor what becomes a ticket.
    """

    rows: int
    answerable: int
    uncovered: int  # of the set's answerable rows, those that no article of the index answers
    hit_at_1: float | None
    hit_at_3: float | None
    mrr_at_10: float | None
    answered_coverage: float | None
    answered_precision: float | None
    wrong_confident_rate: float | None
    auroc_confidence: float | None
    out_of_scope_recall: float | None
    urgent_recall: float | None
    false_urgent_rate: float | None
    organisational_to_hub: float | None
    p50_ms: float | None
    p95_ms: float | None


LABELS: Final = {
    "rows": "questions",
    "answerable": "answerable by an article",
    "uncovered": "answerable once an article is written",
    "hit_at_1": "hit@1",
    "hit_at_3": "hit@3",
    "mrr_at_10": "MRR@10",
    "answered_coverage": "answered: coverage",
    "answered_precision": "answered: precision",
    "wrong_confident_rate": "wrong-confident, of all",
    "auroc_confidence": "AUROC of confidence",
    "out_of_scope_recall": "out_of_scope: recall",
    "urgent_recall": "urgent: recall",
    "false_urgent_rate": "urgent: false, of the rest",
    "organisational_to_hub": "organisational, offered the Hub",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


class _CaseLine(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    question: Annotated[str, Field(min_length=1)]
    expect: list[str]
    kind: Kind


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases of a file of JSON lines. Raises KnowledgeError naming the line."""
    accepted = 'lines like {"id", "question", "expect": [slugs], "kind": ' + "|".join(Kind) + "}"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(str(error), file=str(file), accepted=accepted) from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _CaseLine.model_validate_json(line)
        except ValidationError as error:
            place = f"line {number}"
            raise KnowledgeError(
                str(error.errors()[0]["msg"]), file=str(file), field=place, accepted=accepted
            ) from error
        cases.append(Case(row.id, row.question, tuple(row.expect), row.kind))
    return tuple(cases)


def search_rows(cases: Sequence[Case], searcher: Searcher) -> tuple[Row, ...]:
    """Every case asked of `searcher`."""
    rows = []
    for case in cases:
        result = searcher.search(case.question, limit=10)
        ranking = tuple(hit.slug for hit in result.hits)
        latency = result.timings_ms["total"]
        rows.append(Row(case, Response(result.outcome, ranking, result.confidence, latency)))
    return tuple(rows)


def measure(rows: Sequence[Row], articles: Collection[str], *, chat: bool) -> Metrics:
    """The figures of `rows`, asked of a knowledge base of `articles` (slugs).

    An expected slug that is not among `articles` cannot be found: it does not count as expected,
    and an answerable case left without one is a near miss until its article is written.
    """
    covered = [replace(row, case=_as_covered(row.case, articles)) for row in rows]
    answerable = [row for row in covered if row.case.kind is Kind.answerable]
    answered = [row for row in covered if row.response.outcome is Outcome.answered]
    urgent = [row for row in covered if row.case.kind is Kind.urgent]
    calm = [row for row in covered if row.case.kind is not Kind.urgent]
    elsewhere = [row for row in covered if row.case.kind is Kind.out_of_scope]
    organisational = [row for row in covered if row.case.kind is Kind.organisational]
    was_answerable = sum(row.case.kind is Kind.answerable for row in rows)
    wrong = [row for row in answered if not _first_right(row)]
    latencies = [row.response.latency_ms for row in covered]
    return Metrics(
        rows=len(rows),
        answerable=len(answerable),
        uncovered=was_answerable - len(answerable),
        hit_at_1=_mean([_first_right(row) for row in answerable]),
        hit_at_3=_mean([0 < _rank(row) <= 3 for row in answerable]),
        mrr_at_10=_mean([1.0 / _rank(row) if _rank(row) else 0.0 for row in answerable]),
        answered_coverage=_mean([r.response.outcome is Outcome.answered for r in answerable]),
        answered_precision=_mean([_first_right(row) for row in answered]),
        wrong_confident_rate=len(wrong) / len(rows) if rows else None,
        auroc_confidence=_auroc(covered),
        out_of_scope_recall=_mean([r.response.outcome is Outcome.out_of_scope for r in elsewhere]),
        urgent_recall=_mean([r.response.outcome is Outcome.urgent for r in urgent] if chat else []),
        false_urgent_rate=_mean(
            [r.response.outcome is Outcome.urgent for r in calm] if chat else []
        ),
        organisational_to_hub=_mean([_to_hub(row) for row in organisational] if chat else []),
        p50_ms=float(np.percentile(latencies, 50)) if latencies else None,
        p95_ms=float(np.percentile(latencies, 95)) if latencies else None,
    )


def table_lines(metrics: Metrics) -> tuple[tuple[str, str], ...]:
    """Label and figure, ready to print; a dash for what the rows cannot say."""
    figures: dict[str, Any] = asdict(metrics)
    return tuple((label, _shown(figures[name])) for name, label in LABELS.items())


def report(rows: Sequence[Row], metrics: Metrics, **about: str) -> str:
    """JSON: what it is about, the figures, and every row, so that a figure can be traced."""
    return json.dumps(
        {
            **about,
            "metrics": asdict(metrics),
            "rows": [{"case": asdict(row.case), "response": asdict(row.response)} for row in rows],
        },
        indent=1,
        ensure_ascii=False,
    )


def _as_covered(case: Case, articles: Collection[str]) -> Case:
    expect = tuple(slug for slug in case.expect if slug in articles)
    uncovered = case.kind is Kind.answerable and not expect
    return replace(case, expect=expect, kind=Kind.near_miss if uncovered else case.kind)


def _rank(row: Row) -> int:
    """The place (from 1) of the first right slug among the first ten, 0 if there is none."""
    for place, slug in enumerate(row.response.ranking[:10], start=1):
        if slug in row.case.expect:
            return place
    return 0


def _first_right(row: Row) -> bool:
    return _rank(row) == 1


def _to_hub(row: Row) -> bool:
    offered = (Outcome.handed_over, Outcome.unanswered)
    return row.response.ticket_offered or row.response.outcome in offered


def _auroc(rows: Sequence[Row]) -> float | None:
    kept = [
        (row.case.kind is Kind.answerable, row.response.confidence)
        for row in rows
        if row.case.kind in (Kind.answerable, Kind.out_of_scope, Kind.near_miss)
        and row.response.confidence is not None
    ]
    if len({label for label, _ in kept}) < 2:
        return None
    return float(roc_auc_score([label for label, _ in kept], [score for _, score in kept]))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
