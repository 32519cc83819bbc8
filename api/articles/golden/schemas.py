"""A golden question as the console and the API take and give it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.articles.keys import key_of
from api.articles.schemas import Line, Slug
from knowledge import GoldenKind


class GoldenState(StrEnum):
    """Whether it is asked before articles change."""

    ACTIVE = "active"
    RETIRED = "retired"


def _has_words(text: str) -> str:
    if not key_of(text):
        raise ValueError("must hold at least one letter or digit")
    return text


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldenContent(_Document):
    """A question and what must come of it: `answer` by the article `article`, `served` among
    others, or `nothing`, which names none.
    """

    question: Annotated[Line, Field(min_length=1, max_length=300), AfterValidator(_has_words)]
    kind: GoldenKind = GoldenKind.answer
    article: Slug | None = None

    @model_validator(mode="after")
    def an_article_if_there_must_be_one(self) -> Self:
        """Refuse an answer by nobody, and nobody's answer."""
        if self.kind is GoldenKind.nothing and self.article is not None:
            raise ValueError("article: leave it out where nothing may answer")
        if self.kind is not GoldenKind.nothing and self.article is None:
            raise ValueError("article: name the article that must be given")
        return self


class NewGolden(GoldenContent):
    """A golden question to add; `origin_ticket_ref` is the ticket it was made of."""

    origin_ticket_ref: Annotated[str, Field(pattern=r"^PF-\d{4}-\d{6}$")] | None = None


class GoldenShown(_Document):
    """A golden question as stored. `redacted` names the kinds that this write took out."""

    id: int
    question: str
    kind: GoldenKind
    article: str | None
    state: GoldenState
    origin: Literal["release", "curator", "ticket"]
    origin_ticket_ref: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    redacted: list[str] = []

    @property
    def etag(self) -> str:
        """What If-Match must say to change exactly this version."""
        return f'"{self.version}"'


class GoldenPage(_Document):
    """Golden questions by id; `next` is the cursor of the page after it, None at the end."""

    items: list[GoldenShown]
    next: int | None
