"""Counts of weeks, as given out: no group of fewer than five people has a row of its own."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class InsightWeek(Base):
    """A week that was counted, by its ISO name (2026-W47); `final` ones are not counted again."""

    __tablename__ = "insight_weeks"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    final: Mapped[bool] = mapped_column(default=False)
    counted_at: Mapped[datetime]


class InsightCell(Base):
    """What one group did in one week. Of the counts only those of its `family` are not 0.

    `family` is a `Family`, `dimension` a `Dimension`; `key` is "" for everyone or not known, and
    `SMALL` for the groups that are too small to be given out, together. `people` are different
    ones, of that family and group in that week.
    """

    __tablename__ = "insight_cells"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(8), primary_key=True)
    family: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    people: Mapped[int]
    questions: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    choices: Mapped[int] = mapped_column(default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    out_of_scope: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int] = mapped_column(default=0)
    deflected: Mapped[int] = mapped_column(default=0)
    durable: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    did_not_help: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    replied: Mapped[int] = mapped_column(default=0)


class InsightWait(Base):
    """How many requests of a group were answered after how long: `bucket` of `api.insight.waits`.

    Only of groups that have a cell of their own.
    """

    __tablename__ = "insight_waits"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tickets: Mapped[int]
