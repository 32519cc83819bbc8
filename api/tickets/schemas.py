"""Tickets at the API's edge."""

import unicodedata
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator

from api import markup
from api.tickets.states import State
from api.tickets.urgency import Urgency
from api.wording.tickets import ClosingReason

MAX_QUESTION_CHARS = 2000
FILLERS = "\u3164\u115f\u1160\u2800\uffa0"  # letters and signs by name that show nothing
MAX_ANSWER_CHARS = 20000
MAX_NOTE_CHARS = 5000
NEEDS_WORDS = ("duplicate", "not_for_hub", "other")  # without them the officer is sent nowhere
VISIBLE: dict[str, JsonValue] = {"minLength": 1, "pattern": r"\S"}
DeliveryState = Literal["none", "pending", "delivered", "failed", "by_hand"]
TicketKind = Literal["guidance_request", "operational_issue", "organisational_inefficiency", "idea"]


def spoken(value: str) -> str:
    """Return the text without outer white space; refuse nothing at all and NUL."""
    if "\x00" in value:
        raise ValueError("must not contain a NUL character")
    if not is_visible(value):
        raise ValueError("must hold at least one character that is not white space")
    return value.strip()


def is_visible(text: str) -> bool:
    """Say whether a reader sees anything in it: white space and invisible characters are none."""
    return any(
        unicodedata.category(character)[0] not in "CZ" and character not in FILLERS
        for character in text
    )


class TicketDetails(BaseModel):
    """What the Hub needs besides the question; empty where the officer passed."""

    model_config = ConfigDict(extra="forbid")

    tried: str | None = Field(default=None, max_length=MAX_QUESTION_CHARS)
    where: str | None = Field(default=None, max_length=MAX_QUESTION_CHARS)
    contact: str | None = Field(default=None, max_length=200)
    better: str | None = Field(default=None, max_length=MAX_QUESTION_CHARS)
    help: str | None = Field(default=None, max_length=MAX_QUESTION_CHARS)

    @field_validator("tried", "where", "contact", "better", "help")
    @classmethod
    def no_nul(cls, value: str | None) -> str | None:
        """Refuse NUL; blank counts as nothing."""
        if value is not None and "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return (value or "").strip() or None


class NewTicket(BaseModel):
    """A ticket to open."""

    model_config = ConfigDict(extra="forbid")

    kind: TicketKind = "guidance_request"
    question: str = Field(max_length=MAX_QUESTION_CHARS, json_schema_extra=VISIBLE)
    conversation_id: str | None = Field(default=None, max_length=36)
    details: TicketDetails = TicketDetails()

    _spoken = field_validator("question")(spoken)


class AlikeTicket(BaseModel):
    """An open request of another officer: what it asks, and not who."""

    ref: str
    question: str
    created_at: datetime


class AlikeShown(BaseModel):
    """The open request that asks the same, None if none does."""

    alike: AlikeTicket | None


class Joining(BaseModel):
    """What one would ask oneself, and where the answer to the other's ticket is to be brought."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=MAX_QUESTION_CHARS, json_schema_extra=VISIBLE)
    conversation_id: str | None = Field(default=None, max_length=36)


class NewAnswer(BaseModel):
    """The Hub's answer, in Markdown."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(max_length=MAX_ANSWER_CHARS, json_schema_extra=VISIBLE)

    _spoken = field_validator("answer")(spoken)

    @field_validator("answer")
    @classmethod
    def shows_something(cls, answer: str) -> str:
        """Refuse Markdown that renders to nothing, such as a lone mark or a blank entity."""
        if not is_visible(markup.to_text(answer)):
            raise ValueError("must hold words, not only marks")
        return answer


class SortChange(BaseModel):
    """What is to be different; what is left out stays. A `topic` of "" is none."""

    model_config = ConfigDict(extra="forbid")

    urgency: Urgency | None = None
    topic: str | None = Field(default=None, max_length=40)
    queue: str | None = Field(default=None, min_length=1, max_length=40)


class Reason(BaseModel):
    """Why a ticket is reopened."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=MAX_QUESTION_CHARS)

    @field_validator("reason")
    @classmethod
    def no_nul(cls, value: str) -> str:
        """Refuse NUL."""
        if "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return value


class Closing(BaseModel):
    """How a ticket is closed: an answered one without a reason, any other one with one.

    The officer gets the reason's own words, then `words`, as the answer.
    """

    model_config = ConfigDict(extra="forbid")

    reason: ClosingReason | None = None
    words: str = Field(default="", max_length=MAX_QUESTION_CHARS)

    @field_validator("words")
    @classmethod
    def no_nul(cls, value: str) -> str:
        """Refuse NUL."""
        if "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return value.strip()

    @model_validator(mode="after")
    def something_is_said(self) -> "Closing":
        """Refuse a reason that leaves the officer to guess."""
        if self.reason in NEEDS_WORDS and not is_visible(self.words):
            raise ValueError("words must say more than the reason does")
        return self


class Merging(BaseModel):
    """The open ticket that this one is joined with."""

    model_config = ConfigDict(extra="forbid")

    into: str = Field(max_length=16)

    _spoken = field_validator("into")(spoken)


class HandingOver(BaseModel):
    """Whom a ticket is handed to, by their key in the directory, and what they are sent."""

    model_config = ConfigDict(extra="forbid")

    partner: str = Field(max_length=40)
    text: str = Field(max_length=MAX_NOTE_CHARS)

    _spoken = field_validator("text")(spoken)


class NewNote(BaseModel):
    """Words for the Hub alone; with a ticket that comes back, what the partner said."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MAX_NOTE_CHARS)

    _spoken = field_validator("text")(spoken)


class NoteShown(BaseModel):
    """A note as the Hub reads it; `editable` for its author, for a while."""

    id: int
    author_name: str
    text: str
    version: int
    edited: bool
    editable: bool
    created_at: datetime


class HandOverShown(BaseModel):
    """One way to a partner or specialist, and back if it is."""

    partner_name: str
    text: str
    by_name: str
    handed_at: datetime
    note: str | None
    returned_at: datetime | None


class DetailsShown(BaseModel):
    """The details as stored; what stands for personal data may have made them longer.

    `worksheet` is the id of the form or plan that was sent as this ticket.
    """

    tried: str | None = None
    where: str | None = None
    contact: str | None = None
    better: str | None = None
    help: str | None = None
    worksheet: str | None = None


class Sorting(BaseModel):
    """Where a ticket stands in the queue and why; the Hub alone is told.

    `topic_by` says who found the topic: "search", "hub", or nobody yet. `people` wait for the
    answer, the asker among them. `routed`: the routing chose the assignee.
    """

    urgency: Urgency
    urgency_name: str
    topic: str | None
    topic_name: str | None
    topic_by: Literal["search", "hub"] | None
    queue: str
    queue_name: str
    harm: int
    people: int
    assignee_id: str | None
    routed: bool
    owed_since: datetime
    due_at: datetime
    start_by: datetime | None
    overdue: bool


class TicketShown(BaseModel):
    """A ticket as its asker and the Hub see it; `moves` is what the reader may do now.

    Who joined another's ticket (`joined`) sees the question and the answer, and of the asker
    nothing. `waiting` is how many joined; the Hub alone is told.
    """

    ref: str
    kind: TicketKind
    question: str
    details: DetailsShown
    state: State
    state_label: str
    conversation_id: str | None
    asker_name: str
    assignee_name: str | None
    answer: str | None
    answer_html: str | None
    answered_by_name: str | None
    answered_at: datetime | None
    reopen_reason: str | None
    merged_into: str | None = None
    close_reason: str | None = None
    settled_at: datetime | None = None
    delivery: DeliveryState
    delivery_error: str | None
    unread: bool
    joined: bool = False
    waiting: int = 0
    sorting: Sorting | None = None
    version: int
    moves: list[str]
    created_at: datetime
    updated_at: datetime


class ViewerShown(BaseModel):
    """Somebody at the ticket's page: there `now`, or known only to have opened it then."""

    name: str
    opened_at: datetime
    now: bool


class ViewersShown(BaseModel):
    """Who else looks at a ticket, who came first first."""

    items: list[ViewerShown]


class TicketPage(BaseModel):
    """Tickets and the cursor of the next page, None at the end."""

    items: list[TicketShown]
    next: str | None
