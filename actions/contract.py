"""The API's contract, as far as the actions use it.

Written by `python -m tests.contract.generate` from the API's OpenAPI document. Do not edit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class DetailsShown(BaseModel):
    """
    The details as stored; what stands for personal data may have made them longer.

    `worksheet` is the id of the form or plan that was sent as this ticket.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    tried: str | None = None
    where: str | None = None
    contact: str | None = None
    better: str | None = None
    help: str | None = None
    worksheet: str | None = None


class FieldProblem(BaseModel):
    """
    One field that was refused and what is accepted.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    field: str
    message: str


class Move(BaseModel):
    """
    One move. `new` begins another one although one of its kind is unfinished.

    `text` is what was typed, of any move: an answer, what to change, what may yet be an answer,
    words that may name a kind. `asked` is the question that the dialogue remembers.
    `worksheet_id` and `step` are those that a button was made for.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    do: Literal[
        "begin",
        "resume",
        "answer",
        "retry",
        "use",
        "skip",
        "change",
        "aside",
        "agree",
        "refuse",
        "send",
        "join",
    ]
    kind: (
        Literal[
            "guidance_request", "idea", "operational_issue", "organisational_inefficiency", "plan"
        ]
        | Literal["submission"]
        | None
    ) = None
    new: bool = False
    worksheet_id: Annotated[str | None, Field(max_length=36)] = None
    step: Annotated[str | None, Field(max_length=20)] = None
    text: Annotated[str | None, Field(max_length=2000)] = None
    ordinal: Annotated[str | None, Field(max_length=10)] = None
    asked: Annotated[str | None, Field(max_length=2000)] = None


class Noted(BaseModel):
    """
    What came of a verdict, and the article that it was on.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    noted: Literal["new", "changed", "reason", "already"]
    slug: str


class ProblemDocument(BaseModel):
    """
    The body of every error response (RFC 9457, with `code`, `errors`, `request_id`).
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None = None
    errors: Annotated[list[FieldProblem], Field(validate_default=True)] = []


class SearchEvidence(BaseModel):
    """
    How strong the evidence behind an article is.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    grade: Literal["worked", "promising", "untested", "did_not_work"]
    reason: str


class SearchHit(BaseModel):
    """
    One article of the ranking by its best section ("" is the summary).
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    slug: str
    title: str
    section: str
    excerpt: str
    score: float
    evidence: SearchEvidence
    review_date: date


class SearchRequest(BaseModel):
    """
    What to look for, and how long the ranking may be.

    Within a turn: `meant` is what the dialogue took the message for, `typed_in` the turn whose
    message is to be looked up by itself, whatever came before it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    question: Annotated[str, Field(max_length=2000, min_length=1)]
    limit: Annotated[int, Field(ge=1, le=20)] = 3
    meant: Literal["question", "choice", "return"] = "question"
    typed_in: Annotated[str | None, Field(max_length=36)] = None


class SearchResponse(BaseModel):
    """
    The decision and the ranking, best first, whatever the outcome.

    `question` is the one that was looked up: in a turn that goes on from an earlier question, both;
    `served` says how many of `hits` the officer sees; `confidence` is the calibrated probability
    (0..1) that the first is right; `signpost` keys a text of the wording when out of scope.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    question: str = ""
    outcome: Literal[
        "answered",
        "choices",
        "unanswered",
        "out_of_scope",
        "urgent",
        "handed_over",
        "dialogue",
        "degraded",
        "error",
    ]
    confidence: float
    served: int
    hits: list[SearchHit]
    timings_ms: dict[str, float]
    index_version: str
    signpost: str | None = None


class Standing(BaseModel):
    """
    Where a worksheet stands after a move.

    `step`: its next question is due. `review`: it is complete and shown before it is sent. `sent`:
    it is ticket `ticket_ref`. `joined`: the answer to that ticket of another officer is waited for
    instead. `left`: nothing is asked any more, and all is kept. `which`: it must
    be said which kind. `several`: it must be said which one. `nothing`: there is none to go on
    with. `unclear`: no question of it is meant by what was said.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    at: Literal[
        "step", "review", "sent", "joined", "left", "which", "several", "nothing", "unclear"
    ]
    worksheet_id: str | None = None
    kind: (
        Literal[
            "guidance_request", "idea", "operational_issue", "organisational_inefficiency", "plan"
        ]
        | None
    ) = None
    step: str | None = None
    ticket_ref: str | None = None


class Verdict(BaseModel):
    """
    Whether an article helped, and if not why; without `slug` the one talked about last.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    verdict: Literal["helped", "partly", "did_not_help"]
    reason: Literal["wrong", "outdated", "incomplete", "not_my_situation", "unclear"] | None = None
    slug: Annotated[str | None, Field(max_length=120)] = None


class Sorting(BaseModel):
    """
    Where a ticket stands in the queue and why; the Hub alone is told.

    `topic_by` says who found the topic: "search", "hub", or nobody yet. `people` wait for the
    answer, the asker among them. `routed`: the routing chose the assignee.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    urgency: Literal["critical", "high", "normal", "low"]
    urgency_name: str
    topic: str | None
    topic_name: str | None
    topic_by: Literal["search", "hub"]
    queue: str
    queue_name: str
    harm: int
    people: int
    assignee_id: str | None
    routed: bool
    owed_since: AwareDatetime
    due_at: AwareDatetime
    start_by: AwareDatetime | None
    overdue: bool


class TicketShown(BaseModel):
    """
    A ticket as its asker and the Hub see it; `moves` is what the reader may do now.

    Who joined another's ticket (`joined`) sees the question and the answer, and of the asker
    nothing. `waiting` is how many joined; the Hub alone is told.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    ref: str
    kind: Literal["guidance_request", "operational_issue", "organisational_inefficiency", "idea"]
    question: str
    details: DetailsShown
    state: Literal[
        "new",
        "assigned",
        "in_progress",
        "with_partner",
        "answered",
        "closed",
        "reopened",
        "withdrawn",
        "merged",
    ]
    state_label: str
    conversation_id: str | None
    asker_name: str
    assignee_name: str | None
    answer: str | None
    answer_html: str | None
    answered_by_name: str | None
    answered_at: AwareDatetime | None
    reopen_reason: str | None
    merged_into: str | None = None
    close_reason: str | None = None
    settled_at: AwareDatetime | None = None
    delivery: Literal["none", "pending", "delivered", "failed", "by_hand"]
    delivery_error: str | None
    unread: bool
    joined: bool = False
    waiting: int = 0
    sorting: Sorting | None = None
    version: int
    moves: list[str]
    created_at: AwareDatetime
    updated_at: AwareDatetime


class TicketPage(BaseModel):
    """
    Tickets and the cursor of the next page, None at the end.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    items: list[TicketShown]
    next: str | None
