"""Whether confidence means what it says: bins counted by hand."""

from __future__ import annotations

import pytest

from knowledge.evaluation import Kind, reliability_lines, reliability_of

from .conftest import ARTICLES, ROWS, make_row


class TestReliabilityOf:
    """Ten bins and one figure."""

    def test_bins(self) -> None:
        """.9 right; .8 .7 .4 .2 .0 wrong; rows that search does not decide are left out."""
        found = reliability_of(ROWS, ARTICLES)
        assert [part.count for part in found.bins] == [1, 0, 1, 0, 1, 0, 0, 1, 1, 1]
        assert found.bins[9].right == 1.0
        assert found.bins[8].right == 0.0
        assert found.bins[1].right is None

    def test_error(self) -> None:
        """The mean of what each is off by: .1 .8 .7 .4 .2 and 0."""
        found = reliability_of(ROWS, ARTICLES).calibration_error
        assert found == pytest.approx((0.1 + 0.8 + 0.7 + 0.4 + 0.2 + 0.0) / 6)

    def test_perfect(self) -> None:
        """Half sure and right half of the time is no error; a row apart it would be .5."""
        rows = [make_row(Kind.answerable, "a", r, confidence=0.5) for r in ("abc", "bac")]
        assert reliability_of(rows, ARTICLES).calibration_error == pytest.approx(0.0)

    def test_certain(self) -> None:
        """Confidence 1 belongs to the last bin."""
        rows = [make_row(Kind.answerable, "a", "abc", confidence=1.0)]
        assert reliability_of(rows, ARTICLES).bins[-1].count == 1

    def test_nothing_asked(self) -> None:
        """Ten empty bins, no error claimed."""
        found = reliability_of((), ARTICLES)
        assert found.calibration_error is None
        assert sum(part.count for part in found.bins) == 0


class TestReliabilityLines:
    """Ready to print."""

    def test_lines(self) -> None:
        """A line a bin; a dash where there is nothing."""
        lines = reliability_lines(reliability_of(ROWS, ARTICLES))
        assert len(lines) == 10
        assert lines[9] == ("0.9 to 1.0", "1", "0.900", "1.000")
        assert lines[1] == ("0.1 to 0.2", "0", "–", "–")
