"""The figures as tables: the same rows for CSV, Excel, PDF and the report's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api.insight.schemas import Figures, Group, Insight, WeekFigures

Value = str | int | float | None

COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("questions", "Questions"),
    ("answered", "Answered"),
    ("choices", "Given choices"),
    ("unanswered", "Not answered"),
    ("out_of_scope", "Other service"),
    ("deflection", "Deflection"),
    ("durable_share", "Durable"),
    ("helped", "It helped"),
    ("partly", "Helped partly"),
    ("did_not_help", "Did not help"),
    ("helpfulness", "Helpfulness"),
    ("opened", "Requests"),
    ("replied", "Requests answered"),
    ("median_h", "Median hours to answer"),
    ("p90_h", "90th percentile hours"),
)
SHARES: Final = frozenset({"deflection", "durable_share", "helpfulness", "answered_share"})


@dataclass(frozen=True)
class Table:
    """A table: its title, what its first column holds, its rows by that."""

    title: str
    first: str
    rows: tuple[tuple[str, Figures], ...]


def tables(insight: Insight) -> list[Table]:
    """Return all tables of the figures, the whole first."""
    return [
        Table("Everyone", "Range", ((f"{insight.from_date} to {insight.to_date}", insight.total),)),
        Table("By week", "Week beginning", _by_week(insight.weeks)),
        Table("By topic", "Topic", _by_group(insight.topics)),
        Table("By area", "Area", _by_group(insight.areas)),
        Table("By channel", "Channel", _by_group(insight.channels)),
    ]


def _by_week(weeks: Iterable[WeekFigures]) -> tuple[tuple[str, Figures], ...]:
    return tuple((row.monday.isoformat(), row.figures) for row in weeks)


def _by_group(groups: Iterable[Group]) -> tuple[tuple[str, Figures], ...]:
    return tuple((group.label, group.figures) for group in groups)


def values(figures: Figures) -> list[Value]:
    """Return a row's values in the order of the columns; None where nothing is given out."""
    return [getattr(figures, name) for name, _ in COLUMNS]
