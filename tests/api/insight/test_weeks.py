"""ISO weeks by the clock in England."""

from datetime import UTC, date, datetime, timedelta

import pytest

from api.insight.weeks import Week, between, month_before, of_month, spans


class TestWeek:
    """One week."""

    @pytest.mark.parametrize(
        ("day", "name"),
        [
            (date(2026, 11, 23), "2026-W48"),
            (date(2026, 11, 29), "2026-W48"),
            (date(2027, 1, 3), "2026-W53"),
            (date(2027, 1, 4), "2027-W01"),
        ],
    )
    def test_name_there_and_back(self, day, name):
        """At the turn of a year too."""
        assert Week.of(day).name == name
        assert Week.named(name) == Week.of(day)

    def test_begins_at_midnight_in_england(self):
        """In summer that is 11pm UTC the day before."""
        assert Week.of(date(2026, 7, 6)).starts_at == datetime(2026, 7, 5, 23, tzinfo=UTC)
        assert Week.at(datetime(2026, 7, 5, 23, 30, tzinfo=UTC)) == Week.of(date(2026, 7, 6))

    def test_the_clocks_change(self):
        """The last week of October is an hour longer."""
        week = Week.of(date(2026, 10, 25))
        assert week.ends_at - week.starts_at == timedelta(days=7, hours=1)

    def test_no_week(self):
        """Refused."""
        with pytest.raises(ValueError):
            Week.named("2025-W53")


class TestOfMonth:
    """The weeks whose Thursday is in it."""

    def test_every_week_is_in_one_month(self):
        """Four or five each, none twice, none left out, over three years."""
        found = []
        name = "2028-12"
        while name >= "2026-01":
            first, last = of_month(name)
            assert len(between(first, last)) in (4, 5)
            found = between(first, last) + found
            name = month_before(name)
        assert found == between(found[0], found[-1])

    @pytest.mark.parametrize("name", ["2026-13", "2026-00", "26-11", "november", ""])
    def test_no_month(self, name):
        """Refused."""
        with pytest.raises(ValueError):
            of_month(name)


class TestSpans:
    """Neighbours are one stretch."""

    def test_joined_and_apart(self):
        """Whatever their order."""
        one, two, four = (Week.of(date(2026, 11, 2) + timedelta(days=7 * n)) for n in (0, 1, 3))
        assert spans([four, two, one]) == [
            (one.starts_at, two.ends_at), (four.starts_at, four.ends_at)
        ]  # fmt: skip

    def test_backwards(self):
        """None."""
        assert between(Week.of(date(2026, 11, 9)), Week.of(date(2026, 11, 2))) == []
