"""Golden questions: when one holds, and what the release brings."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from knowledge import (
    Evidence,
    EvidenceGrade,
    Hit,
    KnowledgeError,
    Outcome,
    SearchResult,
    load_articles,
    load_golden,
)
from knowledge.evaluation.cases import CHECK_SET, read_cases
from knowledge.golden import GoldenKind, holds
from knowledge.text import matching_key

from ..conftest import ARTICLES


def found(outcome: Outcome, *slugs: str, served: int = 1) -> SearchResult:
    """A result with these articles, of which `served` are given."""
    grade = Evidence(EvidenceGrade.worked, "One study.")
    hits = tuple(Hit(slug, slug, "", "", 1.0, grade, date(2030, 1, 1)) for slug in slugs)
    return SearchResult(outcome, 0.9, served, hits, "v")


class TestHolds:
    """By kind."""

    @pytest.mark.parametrize(
        ("kind", "slug", "result", "right"),
        [
            (GoldenKind.answer, "a", found(Outcome.answered, "a", "b"), True),
            (GoldenKind.answer, "a", found(Outcome.answered, "b", "a", served=2), False),
            (GoldenKind.answer, "a", found(Outcome.choices, "a", "b", served=2), False),
            (GoldenKind.answer, "a", found(Outcome.unanswered, "a", served=0), False),
            (GoldenKind.answer, "a", found(Outcome.unanswered, served=0), False),
            (GoldenKind.served, "b", found(Outcome.choices, "a", "b", served=2), True),
            (GoldenKind.served, "a", found(Outcome.answered, "a", "b"), True),
            (GoldenKind.served, "b", found(Outcome.answered, "a", "b"), False),
            (GoldenKind.nothing, None, found(Outcome.unanswered, "a", served=0), True),
            (GoldenKind.nothing, None, found(Outcome.out_of_scope, "a", served=0), True),
            (GoldenKind.nothing, None, found(Outcome.choices, "a", "b", served=2), True),
            (GoldenKind.nothing, None, found(Outcome.answered, "a"), False),
        ],
    )
    def test_what_must_come(
        self, kind: GoldenKind, slug: str | None, result: SearchResult, right: bool
    ) -> None:
        """An answer is the first and sure; what is served is seen; nothing is no answer."""
        assert holds(kind, slug, result) is right


class TestLoadGolden:
    """The committed file, and any other."""

    def test_no_question_is_taught(self) -> None:
        """None is a title or a sample question: search knows them by their meaning alone."""
        taught = {
            matching_key(text)
            for article in load_articles(ARTICLES)
            for text in (article.title, *article.sample_questions)
        }
        assert not [g.id for g in load_golden() if matching_key(g.question) in taught]

    def test_no_question_is_measured(self) -> None:
        """Curators read golden questions; what only measures is read by nobody."""
        measured = {matching_key(case.question) for case in read_cases(CHECK_SET)}
        assert not [g.id for g in load_golden() if matching_key(g.question) in measured]

    def test_every_article_is_there(self) -> None:
        """And each question once, under one id."""
        golden, slugs = load_golden(), {article.slug for article in load_articles(ARTICLES)}
        assert {g.slug for g in golden if g.slug} <= slugs
        assert max(Counter(g.id for g in golden).values()) == 1
        assert max(Counter(matching_key(g.question) for g in golden).values()) == 1

    @pytest.mark.parametrize(
        "line",
        [
            '{"id": "x", "question": "q", "kind": "answer"}',
            '{"id": "x", "question": "q", "kind": "nothing", "slug": "a"}',
            '{"id": "x", "question": "", "kind": "nothing"}',
            '{"id": "x", "question": "q", "kind": "maybe"}',
            "not json",
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, line: str) -> None:
        """With its number."""
        file = tmp_path / "golden.jsonl"
        good = '{"id": "a", "question": "q", "kind": "nothing"}'
        file.write_text(f"{good}\n{line}\n", encoding="utf-8")
        with pytest.raises(KnowledgeError, match="line 2"):
            load_golden(file)
