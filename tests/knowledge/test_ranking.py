"""From signals to an order and to what a decision is made from."""

from __future__ import annotations

import numpy as np

from knowledge import Fit, Searcher
from knowledge.decision import scope_log_odds
from knowledge.encoder import FakeEncoder
from knowledge.glossary import load_glossary
from knowledge.ranking import (
    DECISION_FEATURES,
    FUSION_FEATURES,
    decision_vector,
    fusion_matrix,
    rank,
)
from knowledge.reading import read_question
from knowledge.signals import Signals, read_signals

from .conftest import ArticleFactory


def signals_of(searcher: Searcher, fake: FakeEncoder, question: str) -> Signals:
    """What the rankers say."""
    reading = read_question(question, searcher._state, load_glossary())
    return read_signals(searcher._state, fake.encode([reading.text])[0], reading)


class TestReadSignals:
    """One value an entry, base and delta on one scale."""

    def test_a_moved_article_keeps_its_signals(
        self, searcher: Searcher, fake: FakeEncoder, article: ArticleFactory
    ) -> None:
        """In the delta an article is as near as it would be in the base."""
        searcher.publish(article("otters"))
        beside = signals_of(searcher, fake, "otters in the culvert")
        searcher.merge()
        inside = signals_of(searcher, fake, "otters in the culvert")
        for name in ("nearest", "best", "passage", "few"):
            assert np.allclose(getattr(beside, name), getattr(inside, name), atol=1e-5), name

    def test_what_is_published_beside_changes_nothing_for_the_others(
        self, searcher: Searcher, fake: FakeEncoder, article: ArticleFactory
    ) -> None:
        """However far from the question it is."""
        question = "dogs on the farm again"
        before = signals_of(searcher, fake, question)
        searcher.publish(article("bicycle-sheds"))
        after = signals_of(searcher, fake, question)
        for name in ("nearest", "best", "passage"):
            old, new = getattr(before, name), getattr(after, name)
            assert np.array_equal(old, new[: len(old)]), name

    def test_nearest_is_the_mean_of_the_best_three(
        self, searcher: Searcher, fake: FakeEncoder
    ) -> None:
        """Counted by hand from the vectors."""
        question = "dogs on the farm again"
        vector = fake.encode([question])[0]
        found = signals_of(searcher, fake, question)
        for number, entry in enumerate(searcher._state.entries):
            cosines = np.sort(entry.question_vectors @ vector)[::-1]
            assert np.isclose(found.nearest[number], cosines[:3].mean(), atol=1e-5)
            assert np.isclose(found.best[number], cosines[0], atol=1e-5)
            assert np.isclose(
                found.passage[number], (entry.passage_vectors @ vector).max(), atol=1e-5
            )


class TestRank:
    """All that is published, best first."""

    def test_leaves_out_what_is_withdrawn(
        self, searcher: Searcher, fake: FakeEncoder, fake_fit: Fit
    ) -> None:
        """Even if it is nearest."""
        searcher.withdraw("hare-coursing")
        found = signals_of(searcher, fake, "hare coursers")
        ranking = rank(found, fake_fit.fusion)
        assert len(ranking.order) == 4
        assert np.isclose(ranking.beliefs.sum(), 1.0, atol=1e-5)
        assert fusion_matrix(found).shape == (5, len(FUSION_FEATURES))


class TestDecisionVector:
    """As many numbers as there are names, all finite."""

    def test_with_one_article_and_with_many(
        self, searcher: Searcher, fake: FakeEncoder, fake_fit: Fit
    ) -> None:
        """With no runner-up the margins are finite too."""
        vector = fake.encode(["dogs"])[0]
        for keep in (5, 1):
            for slug in list(searcher.articles)[keep:]:
                searcher.withdraw(slug)
            found = signals_of(searcher, fake, "dogs")
            ranking = rank(found, fake_fit.fusion)
            features = decision_vector(found, ranking, scope_log_odds(vector, fake_fit))
            assert features.shape == (len(DECISION_FEATURES),)
            assert np.isfinite(features).all()
