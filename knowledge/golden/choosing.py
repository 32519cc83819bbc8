"""Choosing golden questions from a set: those that search answers rightly today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from knowledge.evaluation.cases import Case, Kind
from knowledge.golden import Golden, GoldenKind
from knowledge.models import Outcome, SearchResult

MAX_CHARS: Final = 300  # as long as a sample question may be
_NOTHING: Final = (Kind.near_miss, Kind.out_of_scope)


def choose(case: Case, result: SearchResult) -> Golden | None:
    """The golden question that `case` makes; None if search is not right about it today.

    One that nothing should answer is taken only if nothing is even offered for it.
    """
    if len(case.question) > MAX_CHARS:
        return None
    if case.kind in _NOTHING and not case.expect:
        return _golden(case, GoldenKind.nothing) if not result.served else None
    if case.kind is not Kind.answerable:
        return None
    given = [hit.slug for hit in result.hits[: result.served]]
    right = [slug for slug in given if slug in case.expect]
    if not right:
        return None
    first = result.outcome is Outcome.answered and right[0] == given[0]
    return _golden(case, GoldenKind.answer if first else GoldenKind.served, right[0])


def _golden(case: Case, kind: GoldenKind, slug: str | None = None) -> Golden:
    return Golden(case.id, case.question, kind, slug)


def as_lines(golden: Iterable[Golden]) -> str:
    """The text of a file of them, a JSON object a line."""
    rows = (
        {"id": g.id, "question": g.question, "kind": g.kind.value}
        | ({"slug": g.slug} if g.slug else {})
        for g in golden
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
