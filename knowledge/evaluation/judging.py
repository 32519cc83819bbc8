"""What is right about one row; every figure counts these."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge.evaluation.cases import Case, Kind, Row
from knowledge.models import Outcome


def as_covered(rows: Sequence[Row], articles: Collection[str]) -> tuple[Row, ...]:
    """`rows`, each expecting only what is among `articles` (slugs).

    An answerable case left without an article is a near miss until one is written.
    """
    return tuple(replace(row, case=_as_covered(row.case, articles)) for row in rows)


def place(row: Row) -> int:
    """The place (from 1) of the first right slug among the first ten, 0 if there is none."""
    for number, slug in enumerate(row.response.ranking[:10], start=1):
        if slug in row.case.expect:
            return number
    return 0


def first_right(row: Row) -> bool:
    """The first of the ranking is right; never so for a case that expects nothing."""
    return place(row) == 1


def served_right(row: Row) -> bool:
    """The officer is given the right article: answered with it first, or it is a choice."""
    if row.response.outcome is Outcome.choices:
        return 0 < place(row) <= row.response.served
    return row.response.outcome is Outcome.answered and first_right(row)


def all_parts_served(row: Row) -> bool:
    """Every expected article is among those that the officer is given."""
    served = row.response.ranking[: row.response.served]
    given = row.response.outcome in (Outcome.answered, Outcome.choices)
    return given and set(row.case.expect) <= set(served)


def sent_to_hub(row: Row) -> bool:
    """A ticket was made or offered, by the outcome or beside it."""
    offered = (Outcome.handed_over, Outcome.unanswered)
    return row.response.ticket_offered or row.response.outcome in offered


def _as_covered(case: Case, articles: Collection[str]) -> Case:
    expect = tuple(slug for slug in case.expect if slug in articles)
    uncovered = case.kind is Kind.answerable and not expect
    # With one of its parts uncovered, a two-part case asks one thing that can be answered.
    two_part = case.two_part and len(expect) == len(case.expect)
    kind = Kind.near_miss if uncovered else case.kind
    return replace(case, expect=expect, kind=kind, two_part=two_part)
