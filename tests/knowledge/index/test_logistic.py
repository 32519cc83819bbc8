"""The classifier learnt when an index is built: right, indifferent to counts, bounded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.encoder.protocol import Vectors
from knowledge.index import logistic
from knowledge.index.entry import Entry, make_entry
from knowledge.index.logistic import fit_logistic


@pytest.fixture
def entries(five_articles: tuple[Article, ...], fake: FakeEncoder) -> list[Entry]:
    """Five, each with its questions."""
    return [make_entry(article, fake) for article in five_articles]


def scores(weights: Vectors, vector: Vectors) -> Vectors:
    """Log-odds up to a constant."""
    found: Vectors = weights[:, :-1] @ vector + weights[:, -1]
    return found


class TestFitLogistic:
    """`(entries, dim + 1)`."""

    def test_knows_its_questions(self, entries: list[Entry], fake: FakeEncoder) -> None:
        """Each sample question goes to its article."""
        weights = fit_logistic(entries, fake.dim)
        assert weights.shape == (5, fake.dim + 1)
        for number, entry in enumerate(entries):
            for vector in entry.question_vectors:
                assert int(scores(weights, vector).argmax()) == number

    def test_learns_what_tells_neighbours_apart(self) -> None:
        """Where two topics share a direction, the one that differs decides."""
        shared, a, b = np.eye(3, dtype=np.float32)
        first, second = ([0.9 * shared + 0.4 * own] * 4 for own in (a, b))
        vectors = [np.stack(group).astype(np.float32) for group in (first, second)]
        weights = fit_logistic([_entry(group) for group in vectors], 3)
        lean = weights[0] - weights[1]
        assert lean[1] > 0.5
        assert lean[2] < -0.5
        assert abs(lean[0]) < 0.1

    def test_few_questions_do_not_make_it_unlikely(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder
    ) -> None:
        """An article with one question has it, though a neighbour has forty."""
        rare, common = five_articles[0], five_articles[1]
        rare = replace(rare, sample_questions=rare.sample_questions[:1])
        many = tuple(f"{common.sample_questions[n % 3]} {n}" for n in range(40))
        common = replace(common, sample_questions=many)
        entries = [make_entry(article, fake) for article in (rare, common)]
        found = scores(fit_logistic(entries, fake.dim), entries[0].question_vectors[0])
        assert found.argmax() == 0

    def test_the_same_again(self, entries: list[Entry], fake: FakeEncoder) -> None:
        """A build can be repeated."""
        first, second = (fit_logistic(entries, fake.dim) for _ in range(2))
        assert np.array_equal(first, second)

    @pytest.mark.parametrize("count", [0, 1])
    def test_nothing_to_tell_apart(
        self, entries: list[Entry], fake: FakeEncoder, count: int
    ) -> None:
        """No rows: the closed form stands in."""
        assert fit_logistic(entries[:count], fake.dim).shape == (0, fake.dim + 1)

    def test_too_much_work(
        self, entries: list[Entry], fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A base of tens of thousands must not hold a merge up."""
        monkeypatch.setattr(logistic, "MAX_WORK", 10)
        assert fit_logistic(entries, fake.dim).shape == (0, fake.dim + 1)


def _entry(vectors: Vectors) -> Entry:
    """With these question vectors, and nothing else that is looked at."""
    from types import SimpleNamespace

    return SimpleNamespace(question_vectors=vectors)  # type: ignore[return-value]
