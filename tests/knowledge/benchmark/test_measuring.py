"""The figures, held to values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.benchmark.measuring import measure_ranks, measure_sureness


class TestRanks:
    """Of the first ten found."""

    def test_by_hand(self) -> None:
        """One question answered at the second place, one at the first of its two documents."""
        found = [["x", "a", "y"], ["b", "x", "y", "c"]]
        ranks = measure_ranks(found, [{"a"}, {"b", "c"}], [1.0, 3.0])
        second, fourth = 1 / np.log2(3), 1 / np.log2(5)
        assert ranks.ndcg_at_10 == pytest.approx((second + (1 + fourth) / (1 + second)) / 2)
        assert ranks.mrr_at_10 == pytest.approx(0.75)
        assert ranks.recall_at_10 == pytest.approx(1.0)
        assert ranks.hit_at_1 == pytest.approx(0.5)
        assert ranks.p50_ms == pytest.approx(2.0)

    def test_beyond_ten(self) -> None:
        """The eleventh place counts for nothing."""
        ranks = measure_ranks([[*"abcdefghij", "right"]], [{"right"}], [1.0])
        assert (ranks.ndcg_at_10, ranks.mrr_at_10, ranks.recall_at_10) == (0.0, 0.0, 0.0)


class TestSureness:
    """Answerable questions against the others."""

    def test_perfect(self) -> None:
        """Every answerable question surer than every other, and right."""
        labels = np.array([True, True, False, False])
        figures = measure_sureness(np.array([0.9, 0.8, 0.2, 0.1]), labels, labels)
        assert (figures.auroc, figures.fpr_at_95, figures.coverage_at_90) == (1.0, 0.0, 0.5)

    def test_all_alike(self) -> None:
        """Equal confidence tells nothing: answer all or none."""
        labels = np.array([True, False])
        figures = measure_sureness(np.array([0.5, 0.5]), labels, labels)
        assert (figures.auroc, figures.fpr_at_95, figures.coverage_at_90) == (0.5, 1.0, 0.0)

    def test_coverage_counts_right_answers(self) -> None:
        """An answerable question whose first document is wrong is a wrong answer."""
        confidence = np.linspace(1.0, 0.0, 20)
        right = np.array([True] * 9 + [False] + [True] * 2 + [False] * 8)
        figures = measure_sureness(confidence, np.array([True] * 12 + [False] * 8), right)
        assert figures.coverage_at_90 == pytest.approx(12 / 20)

    def test_reaches_beyond_an_early_mistake(self) -> None:
        """The largest coverage counts, not the first place where precision falls below."""
        right = np.array([False] + [True] * 9)
        figures = measure_sureness(np.linspace(1, 0, 10), np.array([True] * 9 + [False]), right)
        assert figures.coverage_at_90 == pytest.approx(1.0)
