"""Rows small enough to see through."""

from __future__ import annotations

from knowledge import Outcome
from knowledge.evaluation import Case, Kind, Response, Row

ARTICLES = {"a", "b", "c"}


def make_row(
    kind: Kind,
    expect: str,
    ranking: str,
    outcome: Outcome = Outcome.unanswered,
    confidence: float | None = 0.1,
    *,
    served: int | None = None,
    offered: bool = False,
    two_part: bool = False,
) -> Row:
    """A row; slugs are single letters. Answered serves one, choices two, unless said."""
    usual = {Outcome.answered: 1, Outcome.choices: 2}.get(outcome, 0)
    case = Case(f"{kind}-{expect}-{ranking}", "a question", tuple(expect), kind, two_part)
    seen = usual if served is None else served
    return Row(case, Response(outcome, tuple(ranking), confidence, 2.0, seen, offered))


ROWS = (
    make_row(Kind.answerable, "a", "abc", Outcome.answered, 0.9),
    make_row(Kind.answerable, "b", "abc", Outcome.answered, 0.8),
    make_row(Kind.answerable, "c", "abc", Outcome.choices, 0.4),
    make_row(Kind.answerable, "x", "abc", Outcome.unanswered, 0.2),
    make_row(Kind.near_miss, "", "abc", Outcome.answered, 0.7),
    make_row(Kind.out_of_scope, "", "bca", Outcome.out_of_scope, 0.0),
    make_row(Kind.urgent, "", "", Outcome.urgent, None),
    make_row(Kind.urgent, "", "", Outcome.unanswered, None),
    make_row(Kind.organisational, "", "", Outcome.handed_over, None),
    make_row(Kind.organisational, "", "", Outcome.answered, None),
    make_row(Kind.organisational, "", "", Outcome.choices, None, offered=True),
    make_row(Kind.small_talk, "", "", Outcome.urgent, None),
)
