"""Insight as the API, the pages and the exports give it: one document, the same figures."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, computed_field


class Dimension(StrEnum):
    """What figures are given by."""

    ALL = "all"
    TOPIC = "topic"
    AREA = "area"
    CHANNEL = "channel"


class Family(StrEnum):
    """What is counted together, each with people of its own."""

    QUESTIONS = "questions"
    FEEDBACK = "feedback"
    OPENED = "opened"
    REPLIED = "replied"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def share(part: int | None, whole: int | None) -> float | None:
    """Return a share to three places, None without a whole."""
    return round(part / whole, 3) if whole and part is not None else None


class Figures(_Document):
    """The figures of one group; None is not given out: too few people, or nobody at all."""

    questions: int | None = None
    answered: int | None = None
    choices: int | None = None
    unanswered: int | None = None
    out_of_scope: int | None = None
    settled: int | None = None
    deflected: int | None = None
    durable: int | None = None
    helped: int | None = None
    partly: int | None = None
    did_not_help: int | None = None
    opened: int | None = None
    replied: int | None = None
    median_h: float | None = None
    p90_h: float | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answered_share(self) -> float | None:
        """Of the questions, those answered."""
        return share(self.answered, self.questions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def deflection(self) -> float | None:
        """Of the answered questions that are a week old, those that needed no Hub."""
        return share(self.deflected, self.settled)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def durable_share(self) -> float | None:
        """Of the same, those that were not asked again."""
        return share(self.durable, self.settled)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def helpfulness(self) -> float | None:
        """Of the verdicts, those that it helped."""
        said = [self.helped, self.partly, self.did_not_help]
        return share(self.helped, sum(n for n in said if n is not None))

    @property
    def other(self) -> int | None:
        """Questions that came to something else: a part was down, or an error."""
        if self.questions is None:
            return None
        known = (self.answered, self.choices, self.unanswered, self.out_of_scope)
        return self.questions - sum(n or 0 for n in known)


class Group(_Document):
    """The figures of one group under its name; `small` are small groups together.

    `listed` says that the rows behind it can be opened.
    """

    key: str
    label: str
    small: bool
    figures: Figures

    @property
    def listed(self) -> bool:
        """Say whether the rows behind it can be opened."""
        return not self.small


class WeekFigures(_Document):
    """The figures of one week, for everyone."""

    week: str
    monday: date
    final: bool
    figures: Figures


class Insight(_Document):
    """All figures of a range of whole weeks. `left_out` are weeks of fewer than five people."""

    first_week: str
    last_week: str
    from_date: date
    to_date: date
    counted_at: datetime | None
    total: Figures
    weeks: list[WeekFigures]
    topics: list[Group]
    areas: list[Group]
    channels: list[Group]
    left_out: int

    def groups(self, dimension: Dimension) -> list[Group]:
        """Return the groups of a dimension."""
        by = {
            Dimension.TOPIC: self.topics,
            Dimension.AREA: self.areas,
            Dimension.CHANNEL: self.channels,
        }
        return by.get(dimension, [])


class Report(_Document):
    """A month beside the one before."""

    month: str
    title: str
    insight: Insight
    before: Figures
    before_title: str


class RowShown(_Document):
    """One question, verdict or request behind a figure; by whom is not said."""

    at: datetime
    text: str
    outcome: str
    slug: str | None = None
    ref: str | None = None


class RowPage(_Document):
    """Rows, newest first; `next` is the `after` of the page behind, None at the end."""

    items: list[RowShown]
    next: int | None
