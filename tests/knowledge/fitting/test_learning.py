"""What is learned: which signals tell the right article, and how sure to be."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.fitting.learning import learn_fusion, learn_head
from knowledge.fitting.making import Development, OutsideQuestions
from knowledge.fitting.simulation import Asked, simulate
from knowledge.ranking import DECISION_FEATURES, FUSION_FEATURES, rank


@pytest.fixture
def asked(
    many: tuple[Article, ...],
    outside: OutsideQuestions,
    development: Development,
    fake: FakeEncoder,
) -> list[Asked]:
    """Some hundred questions."""
    return list(simulate(many, outside.questions, development.cases, fake, rounds=2))


def hits(asked: list[Asked], fusion: np.ndarray) -> float:
    """The share of the questions with right articles that rank one first."""
    ours = [a for a in asked if a.right]
    return float(np.mean([rank(a.signals, fusion).order[0] in a.right for a in ours]))


class TestLearnFusion:
    """Weights of the signals."""

    def test_puts_the_right_article_first(self, asked: list[Asked]) -> None:
        """More often than weights that were not learned; a weight for every feature."""
        learned = learn_fusion(asked, np.ones(len(asked)))
        assert tuple(learned) == FUSION_FEATURES
        fusion = np.array(list(learned.values()), dtype=np.float32)
        assert hits(asked, fusion) > max(0.8, hits(asked, -fusion))

    def test_any_right_article_will_do(self, asked: list[Asked]) -> None:
        """Of two, the one that is ranked higher counts: the rest of the loss is nearly nothing."""
        both = [a for a in asked if len(a.right) == 2]
        learned = learn_fusion(both, np.ones(len(both)))
        assert hits(both, np.array(list(learned.values()), dtype=np.float32)) == 1.0

    def test_what_has_no_weight_teaches_nothing(self, asked: list[Asked]) -> None:
        """Half of the questions at nought might as well not have been asked."""
        ours = [a for a in asked if a.right]
        weights = (np.arange(len(ours)) % 2).astype(np.float64)
        some = learn_fusion(ours, weights)
        every = learn_fusion(ours, np.ones(len(ours)))
        assert some != every
        swapped = [a if weight else ours[0] for a, weight in zip(ours, weights, strict=True)]
        again = learn_fusion(swapped, weights)
        best, ranked = (np.array(list(w.values()), dtype=np.float32) for w in (some, again))
        kept = [a for a, weight in zip(ours, weights, strict=True) if weight]
        assert hits(kept, best) == pytest.approx(hits(kept, ranked), abs=0.05)


class TestLearnHead:
    """A logistic model with its inputs' scale in its weights."""

    def test_finds_the_feature_that_tells(self) -> None:
        """Whatever its scale and place; the others get next to nothing."""
        random = np.random.default_rng(1)
        features = random.normal(5.0, 20.0, (600, len(DECISION_FEATURES))).astype(np.float32)
        labels = features[:, 2] > 10.0
        head = learn_head(features, labels, np.ones(600))
        assert tuple(head.weights) == DECISION_FEATURES
        weights = np.abs(list(head.weights.values()))
        assert weights.argmax() == 2
        assert np.delete(weights, 2).max() < 0.2 * weights[2]
        log_odds = features @ np.array(list(head.weights.values())) + head.offset
        assert np.mean((log_odds > 0) == labels) > 0.95

    def test_is_calibrated_for_the_weights(self) -> None:
        """Where features say nothing, the probability is the weighted share of what was true."""
        random = np.random.default_rng(1)
        features = random.normal(size=(2000, len(DECISION_FEATURES))).astype(np.float32)
        labels = np.arange(2000) % 2 == 0
        head = learn_head(features, labels, np.where(labels, 3.0, 1.0))
        assert 1 / (1 + np.exp(-head.offset)) == pytest.approx(0.75, abs=0.02)
