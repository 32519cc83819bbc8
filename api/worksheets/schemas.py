"""Worksheets at the API's edge."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.worksheets.cheers import SignShown
from api.worksheets.kinds import MAX_CHARS, KindName

State = Literal["open", "sent", "discarded", "joined"]
"""`joined`: not sent, because the answer to another officer's ticket is waited for."""
MAX_STEPS = 40
Text = Annotated[str, Field(max_length=MAX_CHARS)]


class NewWorksheet(BaseModel):
    """A worksheet to begin, with what is known already; "" passes a step over."""

    model_config = ConfigDict(extra="forbid")

    kind: KindName
    conversation_id: str | None = Field(default=None, max_length=36)
    answers: dict[str, Text] = Field(default={}, max_length=MAX_STEPS)


class Changes(BaseModel):
    """Answers by step; "" passes a step over, and steps left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Text] = Field(min_length=1, max_length=MAX_STEPS)


class OptionShown(BaseModel):
    """One closed choice."""

    value: str
    label: str


class StepShown(BaseModel):
    """One question and what was said to it.

    `answer` is as kept, None before it is answered and "" where it was passed over; `shown` is as
    it is read (a choice by its label, a date in words). `removed` is what was taken out, in words.
    """

    key: str
    label: str
    question: str
    hint: str | None
    stage: str | None
    stage_label: str | None
    type: Literal["text", "date", "choice"]
    optional: bool
    max_chars: int
    options: list[OptionShown]
    suggest: Literal["articles"] | None
    n: int
    total: int
    answer: str | None
    shown: str
    removed: list[str]


class Suggestion(BaseModel):
    """An article that was suggested for a step, as it was then.

    `warning` is what to say before it, None for most; `reason` is why the evidence is graded so.
    """

    model_config = ConfigDict(extra="forbid")

    slug: str
    title: str
    summary: str
    grade: str
    evidence_label: str
    warning: str | None = None
    reason: str
    url: str


class WorksheetShown(BaseModel):
    """A worksheet with all its questions; `step` is the one asked for, None at the review.

    `suggestions` are what was suggested at the step that has some; `cheers` are the signs that
    this is a problem, for a kind that is checked for them.
    """

    id: str
    kind: KindName
    title: str
    name: str
    intro: str
    state: State
    steps: list[StepShown]
    step: str | None
    complete: bool
    suggestions: list[Suggestion]
    cheers: list[SignShown]
    ticket_ref: str | None
    conversation_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class WorksheetLine(BaseModel):
    """A worksheet in a list; `summary` is the beginning of its first answer."""

    id: str
    kind: KindName
    title: str
    summary: str
    state: State
    answered: int
    total: int
    ticket_ref: str | None
    updated_at: datetime


class WorksheetPage(BaseModel):
    """Worksheets, the last touched first."""

    items: list[WorksheetLine]
