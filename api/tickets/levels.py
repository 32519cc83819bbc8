"""The service levels as data: hours, urgencies, by when to answer and by when to have begun."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from api.tickets.schemas import TicketKind
from api.tickets.service_hours import MIDNIGHT, ServiceHours
from api.tickets.urgency import Urgency

FILE = Path(__file__).with_name("service_levels.yml")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = Weekday.__args__  # type: ignore[attr-defined]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
HOURS_AHEAD = 24 * 30


class Part(BaseModel):
    """A part of the file; an unknown entry is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(Part):
    """What one urgency means; see the head of the file."""

    name: Name
    answer_h: float = Field(gt=0, le=1000)
    start_h: float = Field(gt=0, le=1000)
    ahead_h: float = Field(ge=0, le=HOURS_AHEAD)


class NeedWeights(Part):
    """What else counts in the order of the queue, in hours."""

    person_h: float = Field(ge=0, le=HOURS_AHEAD)
    most_people: int = Field(ge=0, le=1000)
    harm_h: float = Field(ge=0, le=HOURS_AHEAD)


class ServiceLevels(Part):
    """The whole file."""

    hours: Annotated[dict[Weekday, str], Field(min_length=1)]
    closed: frozenset[date] = frozenset()
    urgencies: dict[Urgency, Level]
    opens_as: dict[TicketKind, Urgency] = {}
    need: NeedWeights

    @field_validator("hours")
    @classmethod
    def from_and_to(cls, hours: dict[Weekday, str]) -> dict[Weekday, str]:
        """Refuse a day that is not like 08:00-18:00, or that ends before it begins."""
        for weekday, text in hours.items():
            try:
                read_hours(text)
            except ValueError as error:
                raise ValueError(f"{weekday}: {error}") from None
        return hours

    @field_validator("urgencies")
    @classmethod
    def every_one(cls, levels: dict[Urgency, Level]) -> dict[Urgency, Level]:
        """Refuse a file that leaves an urgency out."""
        missing = [urgency for urgency in Urgency if urgency not in levels]
        if missing:
            raise ValueError(f"urgencies missing: {', '.join(missing)}")
        return levels

    @property
    def service(self) -> ServiceHours:
        """The hours as times."""
        weekly = {WEEKDAYS.index(day): read_hours(text) for day, text in self.hours.items()}
        return ServiceHours(weekly, self.closed)

    @property
    def names(self) -> Mapping[Urgency, str]:
        """What each urgency is called, the highest first."""
        return {urgency: self.urgencies[urgency].name for urgency in Urgency}

    def due_at(self, since: datetime, urgency: Urgency) -> datetime:
        """Return when the answer is due that has been owed since that moment."""
        return self.service.after(since, timedelta(hours=self.urgencies[urgency].answer_h))

    def start_by(self, given_at: datetime, urgency: Urgency) -> datetime:
        """Return when whoever was given the ticket has to have begun."""
        return self.service.after(given_at, timedelta(hours=self.urgencies[urgency].start_h))


def read_hours(text: str) -> tuple[time, time]:
    """Return "08:00-18:00" as two times; 24:00 is midnight. Raises ValueError in words."""
    opens, _, closes = text.partition("-")
    try:
        first = time.fromisoformat(opens.strip())
        last = MIDNIGHT if closes.strip() == "24:00" else time.fromisoformat(closes.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not like 08:00-18:00") from None
    if first.tzinfo or last.tzinfo or (last != MIDNIGHT and last <= first):
        raise ValueError(f"{text!r} does not end after it begins")
    return first, last


def load_service_levels(file: Path = FILE) -> ServiceLevels:
    """Return the levels of `file`; pydantic's ValidationError names what is wrong in it."""
    return ServiceLevels.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@lru_cache
def service_levels() -> ServiceLevels:
    """Return this process's service levels, read once."""
    return load_service_levels()
