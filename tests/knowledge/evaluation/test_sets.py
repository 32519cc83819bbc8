"""The development set: well formed, split fairly, and apart from all that search learns from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from knowledge import load_articles
from knowledge.evaluation import CHECK_SET, FIT_SET, Case, Kind, read_cases
from knowledge.text import matching_key

from ..conftest import ARTICLES, ROOT

OUTSIDE = ROOT / "knowledge" / "fit" / "outside_questions.jsonl"
BENCHMARK = ROOT.parent / "shared" / "benchmarks" / "officers_dev.jsonl"
FIT, CHECK = read_cases(FIT_SET), read_cases(CHECK_SET)
BOTH = (*FIT, *CHECK)


def common(left: Iterable[str], right: Iterable[str]) -> set[str]:
    """Return what both hold after normalisation. Texts without a word are equal to nothing."""
    return ({matching_key(text) for text in left} & {matching_key(text) for text in right}) - {""}


def questions(cases: Iterable[Case]) -> list[str]:
    """Return what they ask."""
    return [case.question for case in cases]


def questions_of(file: Path) -> list[str]:
    """Return the questions of a file of JSON lines."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


class TestCommon:
    """The comparison itself can fail."""

    def test_finds_what_differs_only_in_looks(self) -> None:
        """Case, spaces, punctuation and the kind of apostrophe do not hide a copy."""
        copied = "  WHO’S to deal with\tBikes, on the rec?! "
        assert common(["who's to deal with bikes on the rec"], [copied])

    def test_every_question_would_be_found(self) -> None:
        """Were a row of the set copied into another, it would show."""
        shouted = [f"{text.upper()} ?" for text in questions(BOTH)]
        assert len(common(questions(BOTH), shouted)) == len(BOTH) - 1  # one row is a thumb

    def test_leaves_what_differs_in_words(self) -> None:
        """And two texts without a word are no copies."""
        assert not common(["bikes on the rec", "👍"], ["bikes on the wreck", "🚓"])


class TestApart:
    """Nothing that search learns from, or is judged by elsewhere, stands in the set."""

    def test_from_sample_questions_and_titles(self) -> None:
        """Of every article."""
        found = load_articles(ARTICLES)
        texts = [text for article in found for text in (article.title, *article.sample_questions)]
        assert len(texts) > len(found)
        assert not common(questions(BOTH), texts)

    def test_fit_from_check(self) -> None:
        """And no question stands twice in a half."""
        assert not common(questions(FIT), questions(CHECK))
        for half in (FIT, CHECK):
            assert len({matching_key(text) for text in questions(half)}) == len(half)

    def test_from_the_outside_questions(self) -> None:
        """The decision is fitted on those."""
        outside = questions_of(OUTSIDE)
        assert outside
        assert not common(questions(BOTH), outside)

    def test_from_the_benchmark(self) -> None:
        """Which is measured on, never copied."""
        if not BENCHMARK.is_file():
            pytest.skip("officers_dev.jsonl is kept outside this repository and is not here")
        benchmark = questions_of(BENCHMARK)
        assert benchmark
        assert not common(questions(BOTH), benchmark)


class TestRows:
    """What README.md there says of them."""

    def test_ids_are_unique(self) -> None:
        """Across both halves."""
        assert len({case.id for case in BOTH}) == len(BOTH)

    def test_expects_articles_that_exist(self) -> None:
        """One to three if answerable, two if it has two parts, else none."""
        slugs = {article.slug for article in load_articles(ARTICLES)}
        for case in BOTH:
            assert set(case.expect) <= slugs, case.id
            assert (1 <= len(case.expect) <= 3) is (case.kind is Kind.answerable), case.id
            assert len(case.expect) == len(set(case.expect)), case.id
            assert not case.two_part or len(case.expect) == 2, case.id

    def test_halves_are_alike(self) -> None:
        """Every kind differs by one row at most, and so do the two-part rows."""
        fit, check = (Counter(case.kind for case in half) for half in (FIT, CHECK))
        assert set(fit) == set(check) == set(Kind)
        assert all(abs(fit[kind] - check[kind]) <= 1 for kind in Kind)
        fit_two, check_two = (sum(case.two_part for case in half) for half in (FIT, CHECK))
        assert fit_two > 0 and abs(fit_two - check_two) <= 1

    def test_every_article_comes_first_in_both_halves(self) -> None:
        """Else it would be fitted on and never checked, or the other way about."""
        slugs = {article.slug for article in load_articles(ARTICLES)}
        for half in (FIT, CHECK):
            assert {case.expect[0] for case in half if case.expect} == slugs
