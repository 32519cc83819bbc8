"""Counting a week: who did what, summed by group, small groups together; then kept as counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.orm import Session

from api.db import Database, utc_now
from api.insight import repository
from api.insight.models import InsightCell, InsightWait, InsightWeek
from api.insight.schemas import Dimension, Family
from api.insight.suppression import given_out_as
from api.insight.waits import bucket_of
from api.insight.weeks import Week, between
from api.tickets.levels import service_levels

SETTLES_AFTER: Final = timedelta(days=7)
FINAL_AFTER: Final = timedelta(days=8)
WEEKS_AT_ONCE: Final = 60

Passed = Callable[[datetime, datetime], timedelta]


def service_time(start: datetime, end: datetime) -> timedelta:
    """Return how much of the Hub's service hours passed."""
    return service_levels().service.between(start, end)


@dataclass
class Cell:
    """What a group did: its people, its counts, and how long its requests waited."""

    people: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Cell") -> None:
        """Have this group be both."""
        self.people |= other.people
        self.counts += other.counts
        self.waits += other.waits


Cells = dict[Dimension, dict[str, Cell]]


@dataclass(frozen=True)
class Counted:
    """One week as it is stored."""

    week: InsightWeek
    cells: tuple[InsightCell, ...]
    waits: tuple[InsightWait, ...]


def make_job(database: Database, passed: Passed = service_time) -> Callable[[Session], int]:
    """Return the timetable's job: how many weeks were counted, the oldest that lack it first."""

    def run(session: Session) -> int:
        now = utc_now()
        with database.reading() as reading:
            found = [count_week(reading, week, now, passed) for week in due(reading, now)]
        for counted in found:
            repository.replace_week(session, counted.week, counted.cells, counted.waits)
        return len(found)

    return run


def due(session: Session, now: datetime) -> list[Week]:
    """Return the weeks to count: all that are not counted for good, up to this one."""
    first = repository.first_moment(session)
    if first is None:
        return []
    final = repository.final_weeks(session)
    open_ones = [week for week in between(Week.at(first), Week.at(now)) if week.name not in final]
    return open_ones[:WEEKS_AT_ONCE]


def count_week(session: Session, week: Week, now: datetime, passed: Passed) -> Counted:
    """Return the counts of a week; nothing is written."""
    start, end = week.starts_at, week.ends_at
    families = {
        Family.QUESTIONS: repository.questions(session, start, end, now - SETTLES_AFTER),
        Family.FEEDBACK: repository.feedback(session, start, end),
        Family.OPENED: repository.opened(session, start, end),
        Family.REPLIED: repository.replied(session, start, end),
    }
    cells: list[InsightCell] = []
    waits: list[InsightWait] = []
    for family, rows in families.items():
        for dimension, groups in gathered(family, rows, passed).items():
            for key, cell in given_out(groups).items():
                cells.append(_cell(week.name, dimension, family, key, cell))
                waits += _waits(week.name, dimension, key, cell)
    final = now >= end + FINAL_AFTER
    return Counted(
        InsightWeek(week=week.name, final=final, counted_at=now), tuple(cells), tuple(waits)
    )


def gathered(family: Family, rows: Iterable[Row[Any]], passed: Passed) -> Cells:
    """Return the rows of one person and place each as groups of each dimension."""
    cells: Cells = {dimension: defaultdict(Cell) for dimension in Dimension}
    for row in rows:
        one = _one(family, row, passed)
        cells[Dimension.ALL][""].add(one)
        cells[Dimension.TOPIC][row.topic].add(one)
        cells[Dimension.AREA][row.area].add(one)
        cells[Dimension.CHANNEL][row.channel].add(one)
    return cells


def _one(family: Family, row: Row[Any], passed: Passed) -> Cell:
    if family is Family.REPLIED:
        waited = passed(row.created_at, row.answered_at)
        return Cell({row.user_id}, Counter(replied=1), Counter({bucket_of(waited): 1}))
    counts = {name: getattr(row, name) for name in repository.MEASURES[family]}
    return Cell({row.user_id}, Counter(counts))


def given_out(groups: dict[str, Cell]) -> dict[str, Cell]:
    """Return the groups that may be given out, small ones together; none if all are too few."""
    names = given_out_as({key: cell.people for key, cell in groups.items()})
    found: dict[str, Cell] = defaultdict(Cell)
    for key, name in (names or {}).items():
        found[name].add(groups[key])
    return dict(found)


def _cell(week: str, dimension: Dimension, family: Family, key: str, cell: Cell) -> InsightCell:
    return InsightCell(
        week=week,
        dimension=dimension,
        family=family,
        key=key,
        people=len(cell.people),
        **cell.counts,
    )


def _waits(week: str, dimension: Dimension, key: str, cell: Cell) -> list[InsightWait]:
    return [
        InsightWait(week=week, dimension=dimension, key=key, bucket=bucket, tickets=number)
        for bucket, number in cell.waits.items()
    ]
