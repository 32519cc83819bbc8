"""The record classes as data: what is kept, for how long, what happens then."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.settings import Settings

FILE = Path(__file__).with_name("classes.yml")
DAYS_A_YEAR = 365

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Key = Literal[
    "conversation", "dialogue", "search_memory", "idempotency", "feedback", "worksheet", "ticket",
    "outbox", "notice", "hub_only", "session", "import_record", "recall", "gate_override",
    "absence", "queue_view", "receipt", "audit",
]  # fmt: skip


class Part(BaseModel):
    """A part of the file; an unknown entry is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Keep(Part):
    """One period: days, years, or hours that a setting holds."""

    days: int | None = Field(default=None, ge=1, le=36500)
    years: int | None = Field(default=None, ge=1, le=100)
    setting: Literal["IDEMPOTENCY_HOURS"] | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> "Keep":
        """Refuse none, and two."""
        if sum(part is not None for part in (self.days, self.years, self.setting)) != 1:
            raise ValueError("say one of days, years and setting")
        return self

    def period(self, settings: Settings) -> timedelta:
        """Return how long that is."""
        if self.setting is not None:
            return timedelta(hours=settings.idempotency_hours)
        return timedelta(days=self.days or (self.years or 0) * DAYS_A_YEAR)

    def words(self, settings: Settings) -> str:
        """Return it as it is said: "90 days", "7 years", "24 hours"."""
        if self.setting is not None:
            return _count(settings.idempotency_hours, "hour")
        return _count(self.days, "day") if self.days else _count(self.years or 0, "year")


class RecordClass(Part):
    """One kind of record; see the head of the file."""

    name: Words
    holds: Words
    seen_by: Words
    keep: Keep
    after: Words
    then: Words
    forget: Literal["deleted", "unlinked", "stays", "none"]


class RecordClasses(Part):
    """All of them, in the order they are shown and purged."""

    classes: dict[Key, RecordClass]

    @model_validator(mode="after")
    def every_one(self) -> "RecordClasses":
        """Refuse a file that leaves a kind of record out: it would be kept for ever, unsaid."""
        missing = set(Key.__args__) - set(self.classes)  # type: ignore[attr-defined]
        if missing:
            raise ValueError(f"record classes missing: {', '.join(sorted(missing))}")
        return self


def load_record_classes(file: Path = FILE) -> RecordClasses:
    """Return the classes of `file`; pydantic's ValidationError names what is wrong in it."""
    return RecordClasses.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@lru_cache
def record_classes() -> RecordClasses:
    """Return this process's record classes, read once."""
    return load_record_classes()


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
