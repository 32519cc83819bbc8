"""The off-switch over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

MAX_REASON_CHARS = 1000
MAX_PUBLIC_CHARS = 300


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REASON_CHARS),
    AfterValidator(_printable),
]
PublicSentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_PUBLIC_CHARS),
    AfterValidator(_printable),
]


class HubOnlyChange(BaseModel):
    """Switching it on or off. `public` is what officers read instead of our own sentence."""

    model_config = ConfigDict(extra="forbid")

    on: StrictBool
    reason: Reason
    public: PublicSentence | None = None


class HubOnlyState(BaseModel):
    """Whether only the Hub answers, what officers are told of it, and since when."""

    on: bool
    public: str | None = None
    since: datetime | None = None


class HubOnlyPeriodShown(BaseModel):
    """One period, for the Hub's staff; `off_at` is None while it lasts."""

    id: int
    public: str
    on_at: datetime
    on_by_name: str
    on_reason: str
    off_at: datetime | None
    off_by_name: str | None
    off_reason: str | None


class HubOnlyPage(BaseModel):
    """Periods, the newest first, and the cursor of the next page."""

    items: list[HubOnlyPeriodShown]
    next: int | None


PeriodId = Annotated[int, Field(ge=1, le=2**63 - 1)]
