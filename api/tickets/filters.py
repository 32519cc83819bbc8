"""What somebody wants to see of the queue, and where a page of it begins."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from api.db import utc_now
from api.errors import Problem
from api.tickets.queue_repository import Wanted
from api.tickets.routing import Key
from api.tickets.schemas import TicketKind, spoken
from api.tickets.states import OWED, State
from api.tickets.urgency import Urgency

ME, NOBODY = "me", "nobody"
MOST_WORDS = 8
MAX_SEARCH_CHARS = 200
MAX_NAME_CHARS = 60
UserId = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class Order(StrEnum):
    """How the tickets are put in order. `need` holds what is owed an answer and nothing else."""

    NEED = "need"
    NEWEST = "newest"
    OLDEST = "oldest"


class QueueFilter(BaseModel):
    """Each part that is given has to hold; of several values of a part, one.

    Without `state`: what is owed an answer. `assignee` is "me", "nobody" or a user's id. `q` has
    words that all stand in the question or the reference. `order` is by need as long as every
    state is owed an answer, else the newest first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Annotated[list[State], Field(max_length=len(State))] = []
    queue: Annotated[list[Key], Field(max_length=50)] = []
    topic: Annotated[list[Key], Field(max_length=50)] = []
    urgency: Annotated[list[Urgency], Field(max_length=len(Urgency))] = []
    kind: Annotated[list[TicketKind], Field(max_length=4)] = []
    assignee: UserId | None = None
    overdue: bool = False
    undelivered: bool = False
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_SEARCH_CHARS)] = ""
    order: Order | None = None

    @field_validator("q", "assignee")
    @classmethod
    def no_nul(cls, value: str | None) -> str | None:
        """Refuse NUL."""
        if value is not None and "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return value

    @property
    def states(self) -> frozenset[State]:
        """The states that are looked at."""
        if self.state:
            return frozenset(self.state)
        return frozenset(State) if self.undelivered else OWED

    @property
    def sorted_by(self) -> Order:
        """The order that is used; by need only where there is one."""
        by_need = self.states <= OWED
        if self.order is None or (self.order is Order.NEED and not by_need):
            return Order.NEED if by_need else Order.NEWEST
        return self.order

    def wanted(self, reader_id: str) -> Wanted:
        """Return it as a query, `me` being the reader."""
        assignee = {ME: reader_id, NOBODY: ""}.get(self.assignee or "", self.assignee)
        return Wanted(
            states=self.states,
            queues=tuple(self.queue),
            topics=tuple(self.topic),
            urgencies=tuple(self.urgency),
            kinds=tuple(self.kind),
            assignee_id=assignee,
            overdue_at=utc_now() if self.overdue else None,
            undelivered=self.undelivered,
            words=tuple(self.q.split()[:MOST_WORDS]),
        )


class NewView(BaseModel):
    """A filter to keep under a name; `shared` with everybody of the Hub."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_NAME_CHARS)]
    filter: QueueFilter = QueueFilter()
    shared: bool = False

    _spoken = field_validator("name")(spoken)


class ViewShown(BaseModel):
    """A saved view; `own` is the reader's."""

    id: int
    name: str
    shared: bool
    own: bool
    may_delete: bool
    filter: QueueFilter


class ViewPage(BaseModel):
    """Saved views, by name."""

    items: list[ViewShown]


def write_cursor(need: int, ref: str) -> str:
    """Return where the next page begins in the order of need."""
    return f"{need}.{ref}"


def read_cursor(cursor: str | None) -> tuple[int, str] | None:
    """Return what `write_cursor` wrote; 422 for anything else."""
    if cursor is None:
        return None
    need, _, ref = cursor.partition(".")
    if not (need.lstrip("-").isascii() and need.lstrip("-").isdecimal() and len(need) < 16 and ref):
        wrong = {"field": "cursor", "message": "must be what `next` of the page before said"}
        raise Problem(422, "invalid", "Not accepted: cursor.", errors=[wrong])
    return int(need), ref
