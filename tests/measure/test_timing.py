"""Things are timed in turns, and their middle and their slow end are read off."""

from __future__ import annotations

from measure.timing import Times, alternate


class TestTimes:
    """Middle and slow end."""

    def test_of_a_hundred(self) -> None:
        """In whatever order they came."""
        times = Times([float(n) for n in range(100, 0, -1)])
        assert (times.p50, times.p95) == (50.5, 96.0)

    def test_of_one(self) -> None:
        """Both are it."""
        assert (Times([3.0]).p50, Times([3.0]).p95) == (3.0, 3.0)


class TestAlternate:
    """Each side once a round."""

    def test_in_turns(self) -> None:
        """Never one side twice in a row."""
        called: list[str] = []
        times = alternate(3, lambda: called.append("a"), lambda: called.append("b"))
        assert called == ["a", "b"] * 3
        assert [len(side.each) for side in times] == [3, 3]
