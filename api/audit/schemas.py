"""The audit log at the API's edge."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from api.audit.report import Fault


class EntryShown(BaseModel):
    """One entry; `actor` and `actor_name` are empty for one who is no user (`system`)."""

    model_config = ConfigDict(extra="forbid")

    number: int
    at: datetime
    actor_id: str
    actor: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str


class EntryPage(BaseModel):
    """Entries, the newest first; `next` is what to give as `before` for more, None at the end."""

    model_config = ConfigDict(extra="forbid")

    items: list[EntryShown]
    next: int | None


class FindingShown(BaseModel):
    """One thing that is wrong, with the number of the entry that it was seen at."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    fault: Fault
    number: int
    words: str


class Verified(BaseModel):
    """Whether the log is as it was written. Of many findings the first, and how many there are.

    `unsaid` is how many of the last entries the head file does not know yet, which is no fault.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    holds: bool
    sentence: str
    entries: int
    first: int
    last: int
    purged_through: int
    unsaid: int
    found: int
    findings: list[FindingShown]
