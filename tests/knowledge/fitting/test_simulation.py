"""What is asked while fitting: only what neither the index nor the encoder has seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.encoder.protocol import Vectors
from knowledge.evaluation.cases import Case, Kind
from knowledge.fitting.making import Development, OutsideQuestions
from knowledge.fitting.simulation import Asked, OutsideQuestion, outside_of, simulate
from knowledge.holdout import is_held_out

ROUNDS = 3
DEALT = {"base", "runtime", "paraphrase", "absent", "near_miss", "out_of_scope", "small_talk"}


class QuestionEncoder(FakeEncoder):
    """Remembers the texts that came first in a call: of those asked, the question."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts) -> Vectors:  # type: ignore[no-untyped-def]
        self.asked += texts[:1]
        return super().encode(texts)


def simulated(
    articles: tuple[Article, ...],
    outside: OutsideQuestions,
    development: Development,
    seed: int = 1,
) -> list[tuple[str, Asked]]:
    """Every question with its text."""
    encoder = QuestionEncoder()
    rows = simulate(articles, outside.questions, development.cases, encoder, ROUNDS, seed)
    return [(encoder.asked[-1], asked) for asked in rows]


class TestSimulate:
    """Rounds of a knowledge base as it might be, then the development questions."""

    def test_every_role_is_asked(
        self, many: tuple[Article, ...], outside: OutsideQuestions, development: Development
    ) -> None:
        """Questions of what is indexed and of development have right articles, the others none."""
        rows = [asked for _, asked in simulated(many, outside, development)]
        assert {a.role for a in rows} == DEALT | {"dev", "hub"}
        for asked in rows:
            assert bool(asked.right) == (asked.role in ("base", "runtime", "paraphrase", "dev"))
            assert all(asked.signals.alive[number] for number in asked.right)
        assert {a.taught for a in rows if a.role in ("runtime", "paraphrase")} <= set(range(1, 9))

    def test_what_was_tuned_on_or_is_indexed_is_not_asked(
        self, many: tuple[Article, ...], outside: OutsideQuestions, development: Development
    ) -> None:
        """Of the sample questions held-out ones alone, and none that stands in the index."""
        samples = [
            (text, asked)
            for text, asked in simulated(many, outside, development)
            if asked.role in ("base", "runtime", "paraphrase", "absent")
        ]
        assert len(samples) > 20
        assert all(is_held_out(text) for text, _ in samples)
        assert all(asked.likeness < 0.999 for _, asked in samples)

    def test_development_questions_are_asked_once_each_in_rounds_of_their_own(
        self, many: tuple[Article, ...], outside: OutsideQuestions, development: Development
    ) -> None:
        """Of the whole knowledge base, with all their right articles."""
        rows = simulated(many, outside, development)
        asked = [(text, row) for text, row in rows if row.round >= ROUNDS]
        assert sorted(text for text, _ in asked) == sorted(c.question for c in development.cases)
        assert {row.role for _, row in rows if row.round < ROUNDS} == DEALT
        assert {int(row.signals.alive.sum()) for _, row in asked} == {len(many)}
        (both,) = [row for text, row in asked if text == "motorbikes and coursing"]
        assert len(both.right) == 2
        counts = [len(article.sample_questions) + 1 for article in many]  # and its title
        assert {row.taught for _, row in asked if row.role == "dev"} == set(counts)

    def test_the_same_seed_asks_the_same(
        self, many: tuple[Article, ...], outside: OutsideQuestions, development: Development
    ) -> None:
        """In the same order with the same scope; another seed deals otherwise."""
        first, second, other = (simulated(many, outside, development, seed) for seed in (1, 1, 2))
        assert [text for text, _ in first] == [text for text, _ in second]
        assert np.array_equal([a.scope for _, a in first], [a.scope for _, a in second])
        assert [text for text, _ in first] != [text for text, _ in other]

    def test_an_article_without_sample_questions_takes_part(
        self, many: tuple[Article, ...], outside: OutsideQuestions, development: Development
    ) -> None:
        """In any role: under its own title, for there is no question to publish it under."""
        some = [replace(a, sample_questions=()) if n % 2 else a for n, a in enumerate(many)]
        rows = simulated(tuple(some), outside, development)
        assert {asked.role for _, asked in rows} == DEALT | {"dev", "hub"}
        assert all(asked.taught > 0 for _, asked in rows if asked.role == "runtime")


class TestOutsideOf:
    """What the scope model learns from the development questions."""

    def test_other_services_and_near_misses(self) -> None:
        """Not what is answered, urgent or for the Hub: those are ours."""
        cases = [Case(kind, f"a {kind} question", (), kind) for kind in Kind]
        assert outside_of(cases) == [
            OutsideQuestion(f"a {kind} question", kind)
            for kind in Kind
            if kind in ("out_of_scope", "near_miss", "small_talk")
        ]
