"""How far a figure could be off: against known values, and the same at every run."""

from __future__ import annotations

import pytest

from knowledge.evaluation.intervals import auroc_interval, mean_interval, share_interval


class TestShareInterval:
    """Wilson's interval."""

    @pytest.mark.parametrize(
        ("right", "of", "low", "high"),
        [(81, 263, 0.2553, 0.3662), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
    )
    def test_known_values(self, right: int, of: int, low: float, high: float) -> None:
        """The first stands in Newcombe (1998); the others by the formula at the ends."""
        found = share_interval(right, of)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


class TestMeanInterval:
    """Bootstrap."""

    def test_close_to_theory(self) -> None:
        """Of 400 even zeros and ones: half, give or take two standard errors of .025."""
        found = mean_interval([0.0, 1.0] * 200)
        assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.01)
        assert found == mean_interval([0.0, 1.0] * 200)


class TestAurocInterval:
    """Bootstrap of both sides."""

    def test_sides_that_never_meet(self) -> None:
        """Are told apart in every draw."""
        found = auroc_interval([0.8, 0.9], [0.1, 0.2])
        assert (found.low, found.high) == (1.0, 1.0)

    def test_equal_scores(self) -> None:
        """Say nothing, however drawn: ties count half."""
        found = auroc_interval([0.5] * 5, [0.5] * 9)
        assert (found.low, found.high) == (0.5, 0.5)

    def test_narrows_with_more_rows(self) -> None:
        """The same scores, ten times as many."""
        few, many = (auroc_interval([0.3, 0.7] * n, [0.2, 0.6] * n) for n in (5, 50))
        assert many.high - many.low < few.high - few.low
