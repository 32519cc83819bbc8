"""What the encoder is shown: never a held-out question, and the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.holdout import is_held_out
from knowledge.index.entry import passage_texts, question_texts
from knowledge.text import clean
from knowledge.tuning.lessons import (
    OUTSIDERS,
    PASSAGES,
    QUESTIONS,
    TOPICS,
    Lessons,
    questions_sha256,
)

from ..conftest import ArticleFactory

STEPS = 40


@pytest.fixture
def lessons(topics: tuple[Article, ...], outsiders: tuple[str, ...], fake: FakeEncoder) -> Lessons:
    """On twenty topics."""
    return Lessons(topics, outsiders, fake, seed=1)


class TestBatches:
    """Questions of neighbouring topics, passages and outsiders."""

    def test_no_held_out_question_is_shown(
        self, topics: tuple[Article, ...], outsiders: tuple[str, ...], lessons: Lessons
    ) -> None:
        """What is fitted later rests on them; some there are."""
        batches = list(lessons.batches(STEPS))
        shown = {text for batch in batches for text in (*batch.questions, *batch.outsiders)}
        asked = {text for article in topics for text in question_texts(article)}
        outside = {clean(text) for text in outsiders}
        kept_back = {text for text in asked | outside if is_held_out(text)}
        assert kept_back & asked
        assert kept_back & outside
        assert shown == (asked | outside) - kept_back

    def test_a_batch_is_whole(self, topics: tuple[Article, ...], lessons: Lessons) -> None:
        """Different topics, so many questions each and each its topic's own; passages too."""
        for batch in lessons.batches(STEPS):
            assert Counter(Counter(batch.topics).values()) == {QUESTIONS: TOPICS}
            assert len(batch.passage_topics) == len(batch.passages) == PASSAGES
            assert len(set(batch.outsiders)) == OUTSIDERS
            for number, text in zip(batch.topics, batch.questions, strict=True):
                assert text in question_texts(topics[number])
            for number, text in zip(batch.passage_topics, batch.passages, strict=True):
                assert number in batch.topics
                assert text in passage_texts(topics[number])

    def test_the_same_seed_deals_the_same(
        self, topics: tuple[Article, ...], outsiders: tuple[str, ...], fake: FakeEncoder
    ) -> None:
        """Batch for batch; another seed otherwise."""
        first, second, other = (
            list(Lessons(topics, outsiders, fake, seed).batches(5)) for seed in (1, 1, 2)
        )
        assert first == second
        assert first != other

    def test_every_question_is_seen_before_any_is_seen_again(self, lessons: Lessons) -> None:
        """As a deck is dealt: but for the one that is left when a deck runs short."""
        dealt: dict[int, list[str]] = {}
        for batch in lessons.batches(STEPS):
            for number, text in zip(batch.topics, batch.questions, strict=True):
                dealt.setdefault(number, []).append(text)
        for number, texts in dealt.items():
            once = len(lessons.questions[number]) // QUESTIONS * QUESTIONS
            assert len(set(texts[:once])) == len(texts[:once])

    def test_fewer_topics_than_a_batch_has(
        self, topics: tuple[Article, ...], outsiders: tuple[str, ...], fake: FakeEncoder
    ) -> None:
        """All of them, then."""
        (batch,) = Lessons(topics[:5], outsiders, fake, seed=1).batches(1)
        assert set(batch.topics) == set(range(5))

    def test_neighbours_come_together(
        self, article: ArticleFactory, outsiders: tuple[str, ...], fake: FakeEncoder
    ) -> None:
        """Two groups of topics, each of one vocabulary: a draw brings its own group along."""
        words = ["dogs on the farm field"] * 9 + ["phones snatched by scooter riders"] * 9
        asked = [tuple(f"{text} {n}x{k}" for k in range(8)) for n, text in enumerate(words)]
        made = [article(f"t{n}", sample_questions=questions) for n, questions in enumerate(asked)]
        lessons = Lessons(made, outsiders, fake, seed=1)
        for batch in lessons.batches(20):
            first_four = [topic < 9 for topic in batch.topics[: 4 * QUESTIONS]]
            assert len(set(first_four)) == 1


class TestSha256:
    """What was learned from."""

    def test_changes_with_any_question(
        self, topics: tuple[Article, ...], outsiders: tuple[str, ...], fake: FakeEncoder
    ) -> None:
        """And with no seed."""
        first, second, fewer = (
            Lessons(articles, outsiders, fake, seed)
            for articles, seed in ((topics, 1), (topics, 2), (topics[1:], 1))
        )
        hashes = [questions_sha256(lessons.questions) for lessons in (first, second, fewer)]
        assert hashes[0] == hashes[1] != hashes[2]
        assert first.count == sum(
            not is_held_out(text) for article in topics for text in question_texts(article)
        )
