"""Deadlines in hours of service: never within a closed day, nothing lost when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.tickets.service_hours import ENGLAND, MIDNIGHT, NeverOpen, ServiceHours, bank_holidays

WEEK = ServiceHours({day: (time(8), time(18)) for day in range(5)})
ALWAYS = ServiceHours(dict.fromkeys(range(7), (MIDNIGHT, MIDNIGHT)))
NIGHTS = ServiceHours({day: (MIDNIGHT, time(6)) for day in range(7)})
HOURS = st.sampled_from([WEEK, ALWAYS, NIGHTS])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
SERVICE = st.integers(1, 100 * 60).map(lambda minutes: timedelta(minutes=minutes))


def local(year, month, day, hour, minute=0):
    """Return a moment by the clock in England, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=ENGLAND).astimezone(UTC)


class TestBankHolidays:
    """England's, with the days that stand in for one at a weekend."""

    @pytest.mark.parametrize(
        "day",
        [date(2026, 12, 25), date(2026, 12, 28), date(2027, 12, 27), date(2027, 12, 28),
         date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 8, 31),
         date(2028, 1, 3)],
        ids=str,
    )  # fmt: skip
    def test_known(self, day):
        """As published for England and Wales."""
        assert day in bank_holidays(day.year)

    @pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 3, 17), date(2026, 11, 30)])
    def test_not_those_of_scotland_and_northern_ireland(self, day):
        """2 January, St Patrick's and St Andrew's Day are days of service."""
        assert day not in bank_holidays(day.year)


class TestAfter:
    """The moment by which so much service has passed."""

    def test_within_a_day(self):
        """Four hours from nine is one."""
        assert WEEK.after(local(2026, 11, 23, 9), timedelta(hours=4)) == local(2026, 11, 23, 13)

    def test_asked_at_night_counts_from_the_morning(self):
        """And what ends with the day is due at its end, not the next morning."""
        assert WEEK.after(local(2026, 11, 22, 23), timedelta(hours=10)) == local(2026, 11, 23, 18)

    def test_over_christmas(self):
        """Thursday afternoon, then Tuesday: Friday to Monday are closed in 2026."""
        asked = local(2026, 12, 24, 17)
        assert WEEK.after(asked, timedelta(hours=2)) == local(2026, 12, 29, 9)

    def test_days_the_force_closes(self):
        """Named in the file."""
        closed = ServiceHours(WEEK.weekly, frozenset({date(2026, 11, 24)}))
        asked = local(2026, 11, 23, 17)
        assert closed.after(asked, timedelta(hours=2)) == local(2026, 11, 25, 9)

    def test_summer_time_begins_and_ends(self):
        """The Hub opens at eight by the clock, whatever that is in UTC."""
        friday, monday = local(2026, 3, 27, 17), local(2026, 3, 30, 9)
        assert WEEK.after(friday, timedelta(hours=2)) == monday
        assert (monday.hour, friday.hour) == (8, 17)
        assert WEEK.after(local(2026, 10, 23, 17), timedelta(hours=2)) == local(2026, 10, 26, 9)

    def test_hours_across_the_change_are_what_really_passes(self):
        """A night of 23 and one of 25 hours."""
        saturday = local(2026, 3, 28, 22)
        assert ALWAYS.after(saturday, timedelta(hours=24)) == saturday + timedelta(hours=24)
        spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
        lengths = [b - a for a, b in (ALWAYS.span(spring), ALWAYS.span(autumn))]
        assert lengths == [timedelta(hours=23), timedelta(hours=25)]

    def test_never_open(self):
        """Said, not searched for until the end of time."""
        with pytest.raises(NeverOpen):
            ServiceHours({}).after(local(2026, 1, 5, 9), timedelta(hours=1))

    @settings(max_examples=200, deadline=None)
    @given(HOURS, MOMENTS, SERVICE)
    def test_so_much_service_has_passed_and_no_less(self, hours, start, service):
        """Counting back gives what was asked for; the moment is within the hours of a day."""
        due = hours.after(start, service)
        assert hours.between(start, due) == service
        assert hours.between(start, due - timedelta(seconds=1)) < service
        opens, closes = hours.span(due.astimezone(ENGLAND).date()) or hours.span(
            (due - timedelta(seconds=1)).astimezone(ENGLAND).date()
        )
        assert opens < due <= closes or due == opens

    @settings(max_examples=100, deadline=None)
    @given(HOURS, MOMENTS, SERVICE, SERVICE)
    def test_in_two_steps_is_the_same(self, hours, start, first, second):
        """No deadline depends on when somebody looked."""
        assert hours.after(hours.after(start, first), second) == hours.after(start, first + second)

    @settings(max_examples=100, deadline=None)
    @given(HOURS, MOMENTS, MOMENTS, SERVICE)
    def test_later_is_never_due_sooner(self, hours, one, other, service):
        """The order of asking is kept."""
        first, last = sorted((one, other))
        assert hours.after(first, service) <= hours.after(last, service)


class TestBetween:
    """How much service passes."""

    def test_nothing_on_a_bank_holiday(self):
        """Good Friday."""
        assert WEEK.between(local(2026, 4, 3, 0), local(2026, 4, 3, 23)) == timedelta()

    def test_backwards_is_nothing(self):
        """Never less than nothing."""
        assert WEEK.between(local(2026, 11, 24, 9), local(2026, 11, 23, 9)) == timedelta()

    def test_a_week(self):
        """Fifty hours."""
        week = WEEK.between(local(2026, 11, 16, 0), local(2026, 11, 23, 0))
        assert week == timedelta(hours=50)
