"""Questions asked of search."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.evaluation.cases import Case, Response, Row
from knowledge.searcher import Searcher


def search_rows(cases: Sequence[Case], searcher: Searcher) -> tuple[Row, ...]:
    """Every case asked of `searcher`."""
    return tuple(Row(case, _ask(case, searcher)) for case in cases)


def _ask(case: Case, searcher: Searcher) -> Response:
    result = searcher.search(case.question, limit=10)
    return Response(
        outcome=result.outcome,
        ranking=tuple(hit.slug for hit in result.hits),
        confidence=result.confidence,
        latency_ms=result.timings_ms["total"],
        served=result.served,
    )
