"""Recalls as the console and the API take and give them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)]
Instead = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewRecall(_Document):
    """Why an article is wrong, for the Hub; and what officers are told to do instead of it."""

    reason: Reason
    instead: Instead


class RecallPreview(_Document):
    """Whom a recall would reach, before it is made.

    `channels` says how many officers were given it where; `without_conversation` how many were
    given it in a conversation that is deleted, or by the Hub. `golden` questions of the article
    would be retired with it. `recall_id` is the recall that has been made already.
    """

    slug: str
    title: str
    since: datetime
    officers: int
    channels: dict[str, int]
    without_conversation: int
    golden: int
    recall_id: int | None


class RecallShown(_Document):
    """A recall and how far it is: of `officers`, so many are told, wait, or were not reached."""

    id: int
    slug: str
    title: str
    reason: str
    instead: str
    since: datetime
    at: datetime
    by: str
    officers: int
    told: int
    pending: int
    failed: int


class RecallPage(_Document):
    """Recalls, the newest first; `next` is what to give as `before` for more."""

    items: list[RecallShown]
    next: int | None


class OfficerShown(_Document):
    """One officer of a recall, by name: for a lead who has to reach them another way."""

    user_id: str
    name: str
    channel: str | None
    given_at: datetime
    state: Literal["pending", "told", "failed"]
    error: str | None
    told_at: datetime | None


class OfficerPage(_Document):
    """Officers of a recall by id; `next` is the cursor of the page after it, None at the end."""

    items: list[OfficerShown]
    next: int | None
