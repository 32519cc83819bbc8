"""What a message was taken with: stored on its turn, shown to staff, and read by the next turn."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge import Outcome

Kind = Literal[
    "follow_up",
    "correction",
    "return",
    "choice",
    "none_of_them",
    "as_typed",
    "nothing",
    "started_over",
]
Rule = Literal["opening", "pronoun", "no_subject", "maybe", "words", "place", "button", "intent"]


class ContextUsed(BaseModel):
    """How a message was taken.

    `topic` is the question that later messages go on from; `searched` what was looked up, None if
    nothing was. `earlier` is the question it was taken with, of the turn `earlier_turn`. `about`
    is the article that a follow-up stays with, `headings` the sections of it that are shown ("" is
    its summary), `aspect` what is asked of it, by its key, where that is no word of its own,
    `missing` the words asked of that it nowhere mentions, `nearest` whether the headings are only
    the nearest there is. `again` are articles to show (again).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    rule: Rule
    topic: str
    searched: str | None = None
    earlier: str = ""
    earlier_turn: str | None = None
    about: str | None = None
    headings: tuple[str, ...] = ()
    aspect: str | None = None
    missing: tuple[str, ...] = ()
    nearest: bool = False
    again: tuple[str, ...] = ()


class Shown(BaseModel):
    """The slugs that a turn showed: articles, choices in their order, articles side by side."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    answers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        """The articles that the officer was given something of to act on."""
        return self.answers + self.compared


class EarlierTurn(BaseModel):
    """One closed turn of a conversation, as far as a later one may go on from it."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    asked: bool = Field(description="search ran in it")
    outcome: Outcome | None
    context: ContextUsed | None
    shown: Shown

    @property
    def topic(self) -> str:
        """The question that a later message goes on from."""
        return self.context.topic if self.context else self.question

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that were spoken of."""
        about = (self.context.about,) if self.context and self.context.about else ()
        return self.shown.answers or about
