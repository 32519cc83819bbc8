"""The chat API's messages and typed replies (design section 5)."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from knowledge import Outcome

MAX_TEXT_CHARS = 2000
MessageId = Annotated[int, Field(ge=0, le=2**63 - 1)]  # what the database can hold


class Shown(BaseModel):
    """A part of what is shown; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ReplyButton(Shown):
    """A button; `payload` is the opaque id to send back."""

    label: str
    payload: str


class EvidenceShown(Shown):
    """How strong the evidence is: a grade, its wording and the reason for it."""

    grade: str
    label: str
    reason: str


class SourceShown(Shown):
    """A source and its number in the text; no `url` where it was read on a copy.

    `as_of` is the year, month or day it stands for (2015, 2015-03, 2015-03-01); unless `checked`,
    nobody at the Hub has opened this very work.
    """

    n: int
    publisher: str
    title: str
    url: str | None = None
    as_of: str | None = None
    checked: bool = False


class SectionShown(Shown):
    """A section of an article; `html` is sanitised."""

    heading: str
    html: str


class ChoiceShown(Shown):
    """One article to pick; `warning` is what the officer must know of it first."""

    slug: str
    title: str
    excerpt: str
    evidence_label: str
    payload: str
    warning: str | None = None


class LinkShown(Shown):
    """A link under a notice; `url` is one of our pages or a tel: address from our own data."""

    label: str
    url: str


class Reply(Shown):
    """What every reply has: `text` is readable alone, buttons may follow."""

    text: str
    buttons: list[ReplyButton] = []


class TextReply(Reply):
    """Plain words."""

    kind: Literal["text"] = "text"


class AnswerReply(Reply):
    """An article, or the rest of one: what to do, how sure we are, and on whose word.

    `warning` comes before anything else of it, and leads `text`. `recalled` says that the article
    was withdrawn as wrong after it was given here.
    """

    kind: Literal["answer"] = "answer"
    slug: str
    title: str
    warning: str | None = None
    recalled: str | None = None
    summary_html: str
    sections: list[SectionShown]
    evidence: EvidenceShown
    sources: list[SourceShown]
    review_date: date
    url: str
    more: bool = False
    asks_feedback: bool = False


class ChoicesReply(Reply):
    """Two or three articles to pick from."""

    kind: Literal["choices"] = "choices"
    options: list[ChoiceShown]


class ComparedArticle(Shown):
    """One article of a comparison; `silent` says that it says nothing of what was asked."""

    slug: str
    title: str
    warning: str | None = None
    recalled: str | None = None
    evidence: EvidenceShown
    said: list[str] = []
    silent: str | None = None
    payload: str


class ComparisonReply(Reply):
    """Articles side by side."""

    kind: Literal["comparison"] = "comparison"
    intro: str
    rows: list[ComparedArticle]


class OfferTicketReply(Reply):
    """An offer to ask the Hub; `form_url` works without the dialogue."""

    kind: Literal["offer_ticket"] = "offer_ticket"
    form_url: str


class FormStepReply(Reply):
    """One question of a form or plan; `progress` says which of how many."""

    kind: Literal["form_step"] = "form_step"
    step: str
    title: str = ""
    progress: str = ""
    links: list[LinkShown] = []


class ReviewRow(Shown):
    """One answer; `removed` is what was taken out of it, in words. `change` asks for it again."""

    label: str
    text: str
    removed: list[str] = []
    change: ReplyButton


class WorksheetReviewReply(Reply):
    """What was said in a form or plan, before it is sent."""

    kind: Literal["worksheet_review"] = "worksheet_review"
    title: str
    rows: list[ReviewRow]
    url: str | None = None


class TicketReply(Reply):
    """A ticket: just opened, its state, or the Hub's answer to it."""

    kind: Literal["ticket"] = "ticket"
    ref: str
    state: str
    url: str
    answer_html: str | None = None


class NoticeReply(Reply):
    """Something the officer must know: urgent help, a signpost, a part that is down."""

    kind: Literal["notice"] = "notice"
    code: str
    links: list[LinkShown] = []


class FeedbackReply(Reply):
    """Did that help?"""

    kind: Literal["feedback"] = "feedback"


AnyReply = Annotated[
    TextReply
    | AnswerReply
    | ChoicesReply
    | ComparisonReply
    | OfferTicketReply
    | FormStepReply
    | WorksheetReviewReply
    | TicketReply
    | NoticeReply
    | FeedbackReply,
    Field(discriminator="kind"),
]


class ChatRequest(BaseModel):
    """One message of an officer: words, or the payload of a button."""

    model_config = ConfigDict(extra="forbid")

    conversation_id: str | None = Field(default=None, max_length=36)
    text: str = Field(default="", max_length=MAX_TEXT_CHARS)
    payload: str | None = Field(default=None, max_length=64)

    @field_validator("text")
    @classmethod
    def printable(cls, text: str) -> str:
        """Refuse NUL, which no channel can type and no store should hold."""
        if "\x00" in text:
            raise ValueError("must not contain a NUL character")
        return text.strip()

    @model_validator(mode="after")
    def something_was_said(self) -> "ChatRequest":
        """Refuse a message of nothing."""
        if not self.text and self.payload is None:
            raise ValueError("text must hold at least one character that is not white space")
        return self


class ArticleRef(Shown):
    """An article that was served."""

    slug: str
    title: str


class TicketRef(Shown):
    """A ticket that was opened."""

    ref: str


class ChatResponse(Shown):
    """What came of a turn. `redacted` names the kinds of personal data that were removed."""

    conversation_id: str
    message_id: int
    outcome: Outcome
    confidence: float | None
    replies: list[AnyReply]
    articles: list[ArticleRef]
    ticket: TicketRef | None
    redacted: list[str] = []


class MessageShown(Shown):
    """One message of a conversation as a page restores it."""

    id: int
    author: Literal["officer", "assistant", "hub"]
    text: str
    replies: list[AnyReply]
    outcome: Outcome | None
    created_at: datetime


class MessagePage(Shown):
    """Messages, oldest first; `next` is the id to give as `after` for more, None at the end."""

    items: list[MessageShown]
    next: int | None
