"""Weeks and months as they are counted: ISO weeks by the clock in England."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ENGLAND: Final = ZoneInfo("Europe/London")
WEEK: Final = timedelta(days=7)
MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        """Return the week that the day is in."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def at(cls, moment: datetime) -> "Week":
        """Return the week of a moment by the clock in England."""
        return cls.of(moment.astimezone(ENGLAND).date())

    @classmethod
    def named(cls, name: str) -> "Week":
        """Return the week of an ISO name; ValueError for none."""
        return cls(date.fromisoformat(f"{name}-1"))

    @property
    def name(self) -> str:
        """The ISO name, such as 2026-W47; names sort as weeks do."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def starts_at(self) -> datetime:
        """The moment it begins, in UTC."""
        return datetime.combine(self.monday, time(), ENGLAND).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The moment the next one begins, in UTC."""
        return self.next.starts_at

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.monday + WEEK)

    @property
    def before(self) -> "Week":
        """The week before."""
        return Week(self.monday - WEEK)


def between(first: Week, last: Week) -> list[Week]:
    """Return the weeks from the first to the last, none if that is earlier."""
    number = (last.monday - first.monday) // WEEK + 1
    return [Week(first.monday + WEEK * n) for n in range(max(number, 0))]


def of_month(name: str) -> tuple[Week, Week]:
    """Return the first and last week of a month: those whose Thursday is in it, as ISO has years.

    ValueError for a name that is no month.
    """
    found = MONTH.fullmatch(name)
    if found is None:
        raise ValueError(f"no month: {name}")
    first = date(int(found[1]), int(found[2]), 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Week.of(first + timedelta(days=3)), Week.of(after + timedelta(days=3)).before


def month_before(name: str) -> str:
    """Return the name of the month before."""
    first = date.fromisoformat(f"{name}-01")
    return (first - timedelta(days=1)).strftime("%Y-%m")


def spans(weeks: Iterable[Week]) -> list[tuple[datetime, datetime]]:
    """Return the stretches of time that the weeks cover, neighbours joined."""
    found: list[tuple[datetime, datetime]] = []
    for week in sorted(weeks):
        if found and found[-1][1] == week.starts_at:
            found[-1] = (found[-1][0], week.ends_at)
        else:
            found.append((week.starts_at, week.ends_at))
    return found
