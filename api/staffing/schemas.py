"""Staffing at the API's edge."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.tickets.routing import Key
from api.tickets.urgency import Urgency

MOST_AT_ONCE = 100
Ref = Annotated[str, StringConstraints(min_length=1, max_length=16)]
UserId = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Giving(_Document):
    """Whose the ticket is to be: a user's id, "me", or "nobody" to put it back."""

    to: UserId


class BulkChange(_Document):
    """What is to be different about each of the tickets; what is left out stays.

    `assignee` is a user's id, "me" or "nobody".
    """

    refs: Annotated[list[Ref], Field(min_length=1, max_length=MOST_AT_ONCE)]
    assignee: UserId | None = None
    queue: Key | None = None
    urgency: Urgency | None = None

    @model_validator(mode="after")
    def changes_something(self) -> "BulkChange":
        """Refuse a change of nothing."""
        if self.assignee is None and self.queue is None and self.urgency is None:
            raise ValueError("say an assignee, a queue or an urgency")
        return self


class BulkItem(BaseModel):
    """What came of one ticket: done, or the code of the refusal and why."""

    ref: str
    done: bool
    code: str | None = None
    detail: str | None = None


class BulkResult(BaseModel):
    """What came of each, in the order asked for; one that was refused keeps no other back."""

    items: list[BulkItem]
    done: int


class PersonShown(BaseModel):
    """Somebody of the Hub; `away_until` is set while they are away, `cover_name` who covers."""

    user_id: str
    name: str
    away_until: date | None = None
    cover_name: str | None = None


class QueueShown(BaseModel):
    """A queue, its topics and who takes its tickets, in order; `version` is for If-Match."""

    key: str
    name: str
    hand_out: bool
    topics: list[str]
    members: list[PersonShown]
    version: int


class QueuesShown(BaseModel):
    """Every queue, and everybody who may be in one."""

    items: list[QueueShown]
    people: list[PersonShown]


class Members(_Document):
    """Who is to be in a queue, the first of equals first."""

    user_ids: Annotated[list[UserId], Field(max_length=200)]


class NewAbsence(_Document):
    """Somebody is away, both days included."""

    user_id: UserId
    from_date: date
    until_date: date
    cover_id: UserId | None = None


class AbsenceShown(BaseModel):
    """An absence that is not over."""

    id: str
    user_id: str
    name: str
    from_date: date
    until_date: date
    cover_id: str | None
    cover_name: str | None


class AbsencePage(BaseModel):
    """Every absence that is not over, the next first."""

    items: list[AbsenceShown]
