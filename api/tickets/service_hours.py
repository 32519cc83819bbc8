"""Time as the Hub works it: hours of service by the clock in England, bank holidays closed.

A period of service is real time that passes while the Hub is open: a day on which the clocks change
within its hours is an hour shorter or longer, and no deadline is lost or doubled by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ENGLAND = ZoneInfo("Europe/London")
MIDNIGHT = time()
LOOKED_AHEAD = timedelta(days=3 * 366)  # further ahead nothing is due: the hours must be wrong


class NeverOpen(Exception):
    """The service hours leave no day for a deadline."""


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in that year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year, expand=False))


@dataclass(frozen=True)
class ServiceHours:
    """Opening and closing by weekday (Monday is 0); a closing time of midnight ends the day."""

    weekly: Mapping[int, tuple[time, time]]
    closed: frozenset[date] = frozenset()

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when the Hub opens and closes on that day, in UTC; None if it does not."""
        hours = self.weekly.get(day.weekday())
        if hours is None or day in self.closed or day in bank_holidays(day.year):
            return None
        opens, closes = hours
        last = day + timedelta(days=1) if closes == MIDNIGHT else day
        return _moment(day, opens), _moment(last, closes)

    def after(self, start: datetime, service: timedelta) -> datetime:
        """Return the moment by which so much service has passed since `start`, in UTC.

        A moment within hours, or at their very end; NeverOpen if there are none to speak of.
        """
        left, start = service, start.astimezone(UTC)
        for opens, closes in self._spans(start, start + LOOKED_AHEAD):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise NeverOpen(f"no {service} of service within {LOOKED_AHEAD.days} days")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much service passes from `start` to `end`; nothing if `end` is not later."""
        passed, start, end = timedelta(), start.astimezone(UTC), end.astimezone(UTC)
        for opens, closes in self._spans(start, end):
            passed += max(min(closes, end) - max(opens, start), timedelta())
        return passed

    def _spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans that end after `start`, of every day until that of `end`."""
        day, last = _day(start), _day(end)
        while day <= last:
            found = self.span(day)
            if found is not None and found[1] > start:
                yield found
            day += timedelta(days=1)


def _day(at: datetime) -> date:
    return at.astimezone(ENGLAND).date()


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ENGLAND).astimezone(UTC)
