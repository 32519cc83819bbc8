"""Gaps as the API and the console show them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge import Outcome

MAX_PICKED = 200
TurnId = Annotated[str, StringConstraints(min_length=1, max_length=36)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Why(StrEnum):
    """Why a question counts as not helped."""

    UNANSWERED = "unanswered"
    CHOICES = "choices"
    RATED = "rated"


class GapState(StrEnum):
    """Where a gap is: `working` is open with something done about it already."""

    OPEN = "open"
    WORKING = "working"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Reason(StrEnum):
    """Why a gap is not for the Hub to fill."""

    ELSEWHERE = "elsewhere"
    TOO_LOCAL = "too_local"
    NO_EVIDENCE = "no_evidence"
    NOT_A_QUESTION = "not_a_question"


class ActionKind(StrEnum):
    """What was done about a gap."""

    ARTICLE = "article"
    QUESTIONS = "questions"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GapListed(_Document):
    """A gap in a list. `name` is the question in its middle; counts are of the days asked for."""

    id: int
    name: str
    state: GapState
    people: int
    questions: int
    why: dict[Why, int]
    last_asked_at: datetime | None
    reason: Reason | None = None


class GapPage(_Document):
    """Gaps, most people first, then the latest asked; `next` is the `after` of the page behind."""

    items: list[GapListed]
    next: int | None


class QuestionShown(_Document):
    """One question of a gap, as redacted; by whom is not said."""

    turn_id: str
    question: str
    why: Why
    slug: str | None
    asked_at: datetime


class AnsweredBy(_Document):
    """How many of a gap's questions an article answers now."""

    slug: str
    title: str
    questions: int


class ActionShown(_Document):
    """What was done, and what it gained; `asked` is None until the questions were asked again.

    `published` says that officers are given what was done.
    """

    kind: ActionKind
    slug: str
    title: str
    published: bool
    questions: int
    at: datetime
    asked: int | None
    answered: int | None
    offered: int | None
    measured_at: datetime | None
    answered_by: list[AnsweredBy] = []


class Near(_Document):
    """A published article that its questions might belong to."""

    slug: str
    title: str


class GapShown(GapListed):
    """A gap with its questions, newest first, and what was done about it."""

    version: int
    settled_at: datetime | None
    items: list[QuestionShown]
    actions: list[ActionShown]

    @property
    def etag(self) -> str:
        """What If-Match must say to change exactly this version."""
        return f'"{self.version}"'


class Picked(_Document):
    """Which questions of the gap to take; none named takes all."""

    turn_ids: Annotated[list[TurnId], Field(max_length=MAX_PICKED)] = []


class Added(Picked):
    """Questions to add to an article."""

    slug: Slug


class Dismissal(_Document):
    """Why a gap is not for the Hub to fill."""

    reason: Reason


class Retried(_Document):
    """One question of a gap, asked again."""

    turn_id: str
    outcome: Outcome
    slug: str | None
