"""Insight for the Hub: the figures of a range or a month, and the rows behind a figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import Row
from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.insight import repository
from api.insight.schemas import (
    Dimension,
    Family,
    Figures,
    Group,
    Insight,
    Report,
    RowPage,
    RowShown,
    WeekFigures,
)
from api.insight.suppression import SMALL
from api.insight.waits import quantile_hours
from api.insight.weeks import Week, between, month_before, of_month, spans
from api.tickets.routing import routing

DEFINITIONS: Final = Path(__file__).with_name("definitions.yml")
DEFAULT_WEEKS: Final = 12
MOST_WEEKS: Final = 106  # two years
SMALL_LABEL: Final = "Small groups together"
NO_LABEL: Final = {
    Dimension.TOPIC: "No article",
    Dimension.AREA: "Not known",
    Dimension.CHANNEL: "No conversation",
}
CHANNELS: Final = {"web": "Intranet", "teams": "Microsoft Teams"}


@lru_cache
def definitions() -> dict[str, str]:
    """Return how each figure is counted, by its name."""
    found: dict[str, str] = yaml.safe_load(DEFINITIONS.read_text(encoding="utf-8"))
    return found


def range_of(first: date | None, last: date | None) -> tuple[Week, Week]:
    """Return the whole weeks from the one of `first` to the one of `last`; else the last twelve.

    422 for a range that ends before it begins, or is longer than two years.
    """
    end = Week.of(last) if last else Week.at(utc_now())
    start = Week.of(first) if first else Week.of(date.fromordinal(
        end.monday.toordinal() - 7 * (DEFAULT_WEEKS - 1)))  # fmt: skip
    number = len(between(start, end))
    if 0 < number <= MOST_WEEKS:
        return start, end
    message = "ends before it begins" if number == 0 else "is longer than two years"
    raise Problem(
        422, "invalid", f"The range {message}.", errors=[{"field": "from", "message": message}]
    )


def insight(session: Session, first: Week, last: Week) -> Insight:
    """Return all figures of the weeks, as they were last counted."""
    counted = repository.weeks(session, first.name, last.name)
    by_week = _figures(session, Dimension.ALL, first, last, "week")
    return Insight(
        first_week=first.name,
        last_week=last.name,
        from_date=first.monday,
        to_date=last.sunday,
        counted_at=max((row.counted_at for row in counted), default=None),
        total=_figures(session, Dimension.ALL, first, last).get("", Figures()),
        weeks=[
            WeekFigures(
                week=row.week,
                monday=Week.named(row.week).monday,
                final=row.final,
                figures=by_week.get(row.week, Figures()),
            )
            for row in counted
        ],
        topics=_groups(session, Dimension.TOPIC, first, last),
        areas=_groups(session, Dimension.AREA, first, last),
        channels=_groups(session, Dimension.CHANNEL, first, last),
        left_out=sum(by_week.get(row.week, Figures()).questions is None for row in counted),
    )


def _figures(
    session: Session, dimension: Dimension, first: Week, last: Week, by: str = "key"
) -> dict[str, Figures]:
    names = (first.name, last.name, by)
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in repository.sums(session, dimension, *names):
        for measure in repository.MEASURES[Family(row.family)]:
            found[row.group][measure] = getattr(row, measure)
    for group, buckets in _buckets(repository.waits(session, dimension, *names)).items():
        found[group]["median_h"] = quantile_hours(buckets, 0.5)
        found[group]["p90_h"] = quantile_hours(buckets, 0.9)
    return {group: Figures(**values) for group, values in found.items()}


def _buckets(rows: Iterable[Row[Any]]) -> Mapping[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        found[row.group][row.bucket] = row.n
    return found


def _groups(session: Session, dimension: Dimension, first: Week, last: Week) -> list[Group]:
    """Return the groups with the most questions first, small ones together at the end."""
    groups = [
        Group(key=key, label=label_of(dimension, key), small=key == SMALL, figures=figures)
        for key, figures in _figures(session, dimension, first, last).items()
    ]
    return sorted(groups, key=lambda g: (g.small, -(g.figures.questions or 0), g.label))


def label_of(dimension: Dimension, key: str) -> str:
    """Return what a group is called."""
    if key == SMALL:
        return SMALL_LABEL
    if not key:
        return NO_LABEL.get(dimension, "Everyone")
    if dimension is Dimension.TOPIC:
        known = routing().topics.get(key)
        return known.name if known else key.replace("-", " ").capitalize()
    return CHANNELS.get(key, key) if dimension is Dimension.CHANNEL else key


def report(session: Session, month: str) -> Report:
    """Return a month beside the one before; 404 for a month that is none."""
    try:
        first, last = of_month(month)
        before = month_before(month)
        earlier = of_month(before)
    except ValueError as error:
        raise Problem(404, "not_found", "There is no such month. Say 2026-11.") from error
    return Report(
        month=month,
        title=_title(month),
        insight=insight(session, first, last),
        before=_figures(session, Dimension.ALL, *earlier).get("", Figures()),
        before_title=_title(before),
    )


def _title(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def last_month() -> str:
    """Return the last month whose weeks are over."""
    name = Week.at(utc_now()).sunday.strftime("%Y-%m")
    while of_month(name)[1].ends_at > utc_now():
        name = month_before(name)
    return name


def rows(
    session: Session,
    principal: Principal,
    family: Family,
    dimension: Dimension,
    key: str,
    weeks: tuple[Week, Week],
    outcome: str | None,
    limit: int,
    after: int,
) -> RowPage:
    """Return the rows behind a figure that are still kept; that they were read is audited.

    Only of the weeks in which the group is given out: a small group has no rows to open.
    """
    names = repository.given_out_weeks(
        session, dimension, family, key, weeks[0].name, weeks[1].name
    )
    stretches = spans(map(Week.named, names))
    found = _rows(session, family, dimension, key, stretches, outcome, limit + 1, after)
    audit.record(
        session,
        actor_id=principal.user_id,
        action="insight_rows_read",
        object_kind="insight",
        object_id=f"{family}:{dimension}:{weeks[0].name}:{weeks[1].name}",
    )
    items = [RowShown.model_validate(dict(row._mapping)) for row in found[:limit]]
    return RowPage(items=items, next=after + limit if len(found) > limit else None)


def _rows(
    session: Session,
    family: Family,
    dimension: Dimension,
    key: str,
    stretches: repository.Spans,
    outcome: str | None,
    limit: int,
    after: int,
) -> list[Row[Any]]:
    if not stretches:
        return []
    if family is Family.QUESTIONS:
        return repository.question_rows(session, dimension, key, stretches, outcome, limit, after)
    if family is Family.FEEDBACK:
        return repository.feedback_rows(session, dimension, key, stretches, limit, after)
    return repository.ticket_rows(session, family, dimension, key, stretches, limit, after)


def note_export(session: Session, principal: Principal, what: str) -> None:
    """Have the audit log say that the figures were taken away."""
    audit.record(
        session,
        actor_id=principal.user_id,
        action="insight_exported",
        object_kind="insight",
        object_id=what,
    )
