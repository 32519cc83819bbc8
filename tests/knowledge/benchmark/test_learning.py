"""Learning weights from questions whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.benchmark.learning import Lesson, confidence_rows, learn_confidence, learn_ranking
from knowledge.benchmark.ranking import Signals, order


def lessons(count: int, told_by: int, seed: int = 0) -> list[Lesson]:
    """Questions whose answer has the most of one feature; the others are noise."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        rows = random.random((20, 6), dtype=np.float32)
        right = number % 20
        rows[right, told_by] += 1.0
        matches = rows[:, 3][None, :], rows[:, 5][None, :]
        known = float(rows[:, 0].max())
        signals = Signals(np.arange(20), rows, matches, np.arange(0), 1.0, known)
        made.append(Lesson(signals, np.array([right])))
    return made


class TestLearnRanking:
    """Conditional logit."""

    @pytest.mark.parametrize("told_by", [0, 3])
    def test_finds_what_tells(self, told_by: int) -> None:
        """The feature that tells weighs most, and puts the right one first."""
        weights = learn_ranking([lessons(60, told_by)])
        assert weights.argmax() == told_by
        right = [
            order(lesson.signals, weights).documents[0] == lesson.relevant[0]
            for lesson in lessons(60, told_by, seed=1)
        ]
        assert np.mean(right) > 0.9

    def test_a_question_without_answer_teaches_nothing(self) -> None:
        """Its relevant document is no candidate."""
        good = lessons(30, 2)
        lost = [Lesson(lesson.signals, np.array([99])) for lesson in lessons(5, 1)]
        assert learn_ranking([good + lost]) == pytest.approx(learn_ranking([good]), abs=1e-4)


class TestWithout:
    """A document that was never there."""

    def test_leaves_candidates_and_answers(self) -> None:
        """Its row goes with it."""
        lesson = lessons(1, 0)[0].without(frozenset({0, 5}))
        assert lesson.signals.candidates.tolist() == [n for n in range(20) if n not in (0, 5)]
        assert lesson.signals.rows.shape == (18, 6)
        assert len(lesson.relevant) == 0


class TestLearnConfidence:
    """Answer left, or none."""

    def test_tells_them_apart(self) -> None:
        """On questions and removals it has not seen."""
        weights = np.array([0, 0, 0, 5, 0, 0], dtype=np.float32)
        learnt, offset = learn_confidence([lessons(80, 3)], weights, [0, 1])
        rows, answerable = confidence_rows(lessons(80, 3, seed=1), weights, [7])
        sure = rows @ learnt + offset
        assert sure[answerable].mean() > 0 > sure[~answerable].mean()
        assert np.mean((sure > 0) == answerable) > 0.9
