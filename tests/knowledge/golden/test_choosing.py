"""Of a set, what search is right about becomes golden; the rest does not."""

from __future__ import annotations

import json

import pytest

from knowledge import Golden, GoldenKind, Outcome, SearchResult
from knowledge.evaluation.cases import Case, Kind
from knowledge.golden.choosing import as_lines, choose

from .test_golden import found


def case(kind: Kind, *expect: str, question: str = "a question") -> Case:
    """A row of a set."""
    return Case("a1", question, expect, kind)


class TestChoose:
    """One row and its result."""

    @pytest.mark.parametrize(
        ("asked", "result", "kind", "slug"),
        [
            (case(Kind.answerable, "a"), found(Outcome.answered, "a"), GoldenKind.answer, "a"),
            (
                case(Kind.answerable, "a"),
                found(Outcome.choices, "b", "a", served=2),
                GoldenKind.served,
                "a",
            ),
            (
                case(Kind.near_miss),
                found(Outcome.unanswered, "a", served=0),
                GoldenKind.nothing,
                None,
            ),
        ],
    )
    def test_what_is_right(
        self, asked: Case, result: SearchResult, kind: GoldenKind, slug: str | None
    ) -> None:
        """Is kept as it came."""
        assert choose(asked, result) == Golden("a1", "a question", kind, slug)

    @pytest.mark.parametrize(
        ("asked", "result"),
        [
            (case(Kind.answerable, "a"), found(Outcome.answered, "b", "a")),
            (case(Kind.answerable, "a"), found(Outcome.unanswered, "a", served=0)),
            (case(Kind.near_miss), found(Outcome.answered, "a")),
            (case(Kind.near_miss), found(Outcome.choices, "a", "b", served=2)),
            (case(Kind.urgent), found(Outcome.unanswered, served=0)),
            (case(Kind.answerable, "a", question="q" * 301), found(Outcome.answered, "a")),
        ],
    )
    def test_what_is_not(self, asked: Case, result: SearchResult) -> None:
        """Is left out, and so is what is not for search to answer or too long to keep."""
        assert choose(asked, result) is None


class TestAsLines:
    """The file that is committed."""

    def test_a_line_each(self) -> None:
        """Without an article where there is none."""
        lines = as_lines(
            [Golden("a", "é?", GoldenKind.nothing), Golden("b", "q", GoldenKind.answer, "s")]
        )
        assert [json.loads(line) for line in lines.splitlines()] == [
            {"id": "a", "question": "é?", "kind": "nothing"},
            {"id": "b", "question": "q", "kind": "answer", "slug": "s"},
        ]
        assert "é" in lines
