"""Directives: what an action or a Rasa response tells api to render, one typed payload each."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class RasaButton(BaseModel):
    """A button as Rasa writes it; `payload` is an intent message such as `/affirm`."""

    model_config = ConfigDict(extra="ignore")

    title: str = Field(min_length=1, max_length=200)
    payload: str = Field(pattern=r"^/[a-z_]+(\{.*\})?$", max_length=500)


class Directive(BaseModel):
    """What all directives share."""

    model_config = ConfigDict(extra="forbid")

    buttons: list[RasaButton] = []


class SearchResultDirective(Directive):
    """Render what search found in this turn."""

    kind: Literal["search_result"]
    text: str | None = None


class ArticleDirective(Directive):
    """Render one published article."""

    kind: Literal["article"]
    slug: str


class AboutShownDirective(Directive):
    """Render what is asked of the guidance shown last."""

    kind: Literal["about_shown"]
    asks: Literal["more", "shorter", "source", "compare"]


class TicketDirective(Directive):
    """Show the ticket that was opened in this turn."""

    kind: Literal["ticket"]
    ref: str
    text: str


class TicketListDirective(Directive):
    """Show the officer's tickets."""

    kind: Literal["ticket_list"]
    text: str


VerdictWord = Literal["helped", "partly", "did_not_help"]
ReasonWord = Literal["wrong", "outdated", "incomplete", "not_my_situation", "unclear"]


class VerdictDirective(Directive):
    """Say that a verdict was noted; `nothing` if there was nothing to rate."""

    kind: Literal["verdict"]
    verdict: VerdictWord
    noted: Literal["new", "changed", "reason", "already", "nothing"]
    slug: str = ""


class FeedbackDirective(Directive):
    """Ask whether it helped."""

    kind: Literal["feedback"]
    text: str


class OfferTicketDirective(Directive):
    """Offer to ask the Hub."""

    kind: Literal["offer_ticket"]
    text: str


class WorksheetStepDirective(Directive):
    """Ask the next question of the form or plan being filled here; complete, show it whole."""

    kind: Literal["worksheet_step"]


class WorksheetReviewDirective(Directive):
    """Show what was said so far in the form or plan being filled here."""

    kind: Literal["worksheet_review"]
    text: str


class WorksheetListDirective(Directive):
    """Show the officer's unfinished forms and plans; those of the kind `of`, unless it is empty."""

    kind: Literal["worksheet_list"]
    of: str = Field(default="", max_length=40)
    text: str


class NoticeDirective(Directive):
    """Say something the officer must know; api_* codes mean that a part is down."""

    kind: Literal["notice"]
    code: Literal["api_timeout", "api_unavailable", "api_rejected", "cancelled", "emergency"]
    text: str


class PrivacyDirective(Directive):
    """Say what is kept, for how long, and who can see it."""

    kind: Literal["privacy"]


class DeleteDirective(Directive):
    """Say what deleting the conversation does, or with `agreed` do it at the end of this turn."""

    kind: Literal["delete_conversation"]
    agreed: bool = False


AnyDirective = Annotated[
    SearchResultDirective
    | ArticleDirective
    | AboutShownDirective
    | TicketDirective
    | TicketListDirective
    | FeedbackDirective
    | VerdictDirective
    | OfferTicketDirective
    | WorksheetStepDirective
    | WorksheetReviewDirective
    | WorksheetListDirective
    | NoticeDirective
    | PrivacyDirective
    | DeleteDirective,
    Field(discriminator="kind"),
]
directive_adapter: TypeAdapter[AnyDirective] = TypeAdapter(AnyDirective)


class Verdict(BaseModel):
    """Whether an article helped, and if not why; without `slug` the one talked about last."""

    model_config = ConfigDict(extra="forbid")

    verdict: VerdictWord
    reason: ReasonWord | None = None
    slug: str | None = Field(default=None, max_length=120)


class Noted(BaseModel):
    """What came of a verdict, and the article that it was on."""

    model_config = ConfigDict(extra="forbid")

    noted: Literal["new", "changed", "reason", "already"]
    slug: str
