"""Fitting: reproducible, honest about thresholds, refused when there is too little."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from knowledge import Article, KnowledgeError
from knowledge.encoder import FakeEncoder
from knowledge.fit_file import make_fit
from knowledge.fitting.making import (
    OUTSIDE_FILE,
    OutsideQuestions,
    articles_hash,
    make_document,
    read_outside,
    threshold,
)
from knowledge.fitting.simulation import OutsideQuestion, simulate

from ..conftest import ArticleFactory

SUBJECTS = ("bikes", "lamps", "dogs", "shops", "cars", "doors", "parks", "drugs", "bags", "pubs")
FORMS = ("how to stop {0}", "{0} again", "what works on {0}", "trouble with {0}", "{0} at night",
         "residents fed up with {0}", "{0} near the school", "who deals with {0}", "{0} advice",
         "is there evidence on {0}", "plan for {0}", "repeat {0} problem")  # fmt: skip


@pytest.fixture
def many(article: ArticleFactory) -> tuple[Article, ...]:
    """Twelve articles of twelve questions each."""
    subjects = (*SUBJECTS, "boats", "trains")
    return tuple(
        article(f"about-{s}", sample_questions=tuple(form.format(s) for form in FORMS))
        for s in subjects
    )


@pytest.fixture
def outside() -> OutsideQuestions:
    """Sixty questions that nothing answers."""
    kinds = ("near_miss", "out_of_scope", "small_talk")
    words = ("pay", "leave", "weather", "football", "printer", "pension", "boots", "radio")
    forms = ("what about {0}", "{0} please", "my {0} is late")
    texts = [form.format(word) for form, word in product(forms, words)]
    made = [OutsideQuestion(t, kinds[n % 3]) for n, t in enumerate(texts)]
    return OutsideQuestions(tuple(made), "hash")


class TestSimulate:
    """Rounds of a knowledge base as it might be."""

    def test_every_role_is_asked_and_no_question_is_indexed(
        self, many: tuple[Article, ...], outside: OutsideQuestions, fake: FakeEncoder
    ) -> None:
        """Base, runtime, absent and outside questions; none of which the index has seen."""
        asked = list(simulate(many, outside.questions, fake, rounds=2))
        roles = {question.role for question in asked}
        assert roles == {"base", "runtime", "absent", "near_miss", "out_of_scope", "small_talk"}
        for question in asked:
            assert (question.right is not None) == (question.role in ("base", "runtime"))
            assert question.likeness < 0.999
        assert {q.taught for q in asked if q.role == "runtime"} <= set(range(1, 9))


class TestMakeDocument:
    """The whole of it, small."""

    def test_is_reproducible_and_usable(
        self, many: tuple[Article, ...], outside: OutsideQuestions, fake: FakeEncoder
    ) -> None:
        """The same input, the same file; it names its data and encoder, and loads."""
        first, second = (
            make_document(many, outside, fake, lambda _: None, rounds=3) for _ in range(2)
        )
        assert first == second
        assert first.encoder_sha256 == "fake"
        assert first.articles_sha256 == articles_hash(many)
        assert first.outside_sha256 == "hash"
        make_fit(first).require_encoder("fake")
        assert first.measured["base.hit_at_1"] > 0.8

    def test_refuses_too_few_articles(
        self, many: tuple[Article, ...], outside: OutsideQuestions, fake: FakeEncoder
    ) -> None:
        """There must be some to leave out."""
        with pytest.raises(KnowledgeError, match="at least 10"):
            make_document(many[:5], outside, fake, lambda _: None)


class TestThreshold:
    """The lowest probability that keeps the promise."""

    def test_keeps_the_precision(self) -> None:
        """Above it the share of right ones is what was asked for; just below, less."""
        probabilities = np.linspace(1.0, 0.0, 100)
        labels = np.arange(100) < 60
        found = threshold(probabilities, labels, np.ones(100), 0.9)
        assert labels[probabilities >= found].mean() >= 0.9
        assert labels[probabilities >= found - 0.02].mean() < 0.9

    def test_nothing_reaches_an_impossible_promise(self) -> None:
        """Then nothing is served that way."""
        assert threshold(np.linspace(1, 0, 50), np.zeros(50, dtype=bool), np.ones(50), 0.9) == 1.0


class TestReadOutside:
    """The committed negatives."""

    def test_reads_the_committed_file(self) -> None:
        """All three kinds."""
        read = read_outside(OUTSIDE_FILE)
        assert {q.kind for q in read.questions} == {"near_miss", "out_of_scope", "small_talk"}
