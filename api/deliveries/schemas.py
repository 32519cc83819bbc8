"""Deliveries over HTTP: of what, to where it stands, never what was in it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_REASON_CHARS = 500
MAX_AT_ONCE = 500

DeliveryId = Annotated[int, Field(ge=1, le=2**63 - 1)]
View = Literal["dead", "waiting", "aside"]


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REASON_CHARS),
    AfterValidator(_printable),
]


class DeliveryShown(BaseModel):
    """One delivery. `about` is a ticket's reference or an article's slug, "" where it has none.

    `next_at` is when it is tried next, None unless it waits for that; `error` why it failed last;
    `reason` a person's, for which it was put aside.
    """

    id: int
    kind: str
    kind_name: str
    about: str
    link: str | None
    state: Literal["pending", "sending", "delivered", "dead", "aside"]
    attempts: int
    created_at: datetime
    next_at: datetime | None
    error: str | None
    reason: str | None
    may_be_put_aside: bool


class DeliveryPage(BaseModel):
    """Deliveries, the newest first, and the cursor of the next page."""

    items: list[DeliveryShown]
    next: int | None


class Several(BaseModel):
    """Deliveries to do the same with."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[DeliveryId], Field(min_length=1, max_length=MAX_AT_ONCE)]


class PuttingAside(BaseModel):
    """Why it need not be delivered any more."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class SeveralAside(Several):
    """Deliveries to put aside, for one reason."""

    reason: Reason


class Done(BaseModel):
    """With how many it was done, and those it could not be done with."""

    done: int
    left: list[int]
