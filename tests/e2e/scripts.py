"""Scripted conversations as data: what an officer does, and what must come of it.

A file of tests/bot/conversations/ is one conversation. It expects behaviour (outcome, kinds of
reply, article, step, a reference), and wording only where the wording is the behaviour.
"""

from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from launch.settings import ROOT

FOLDER = ROOT / "tests" / "bot" / "conversations"
ACTS = ("say", "tap", "next_day", "rasa", "hub_answers", "hub_page", "ticket", "page", "gone")

Some = Annotated[
    tuple[str, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)
]
"""One value or several."""


class Part(BaseModel):
    """A part of a script; an unknown entry is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """What a text must hold, hold one of, and lack; capitals aside."""

    has: Some = ()
    any_of: Some = ()
    lacks: Some = ()


class Expected(Words):
    """What must come of a turn; what is left out is not looked at.

    One of `outcome`, of `article` (the first served), of `step` (the one asked for last; `none`
    if a form must not be open). All of `kinds`, `codes`, `buttons` and `redacted`; none of
    `no_kinds` and `no_buttons`. `ticket`: whether one was opened. `has`, `any_of` and `lacks`
    are about all that the replies show. `shorter_than` names a turn whose replies had more words.
    `refused` is the code of the problem that the message is sent back with: no turn is taken.
    """

    outcome: Some = ()
    article: Some = ()
    step: Some = ()
    kinds: Some = ()
    no_kinds: Some = ()
    codes: Some = ()
    buttons: Some = ()
    no_buttons: Some = ()
    redacted: Some = ()
    ticket: bool | None = None
    shorter_than: str | None = None
    refused: str | None = None


class Turn(Part):
    """One thing that is done, and what is expected of it.

    say          a message, `times` over without a break
    tap          a button or an option, by a part of its label, in the replies of the last turn or
                 of the turn named `under`
    next_day     all is a day older; rasa's session is `expired`, or its tracker is `forgotten`
    rasa         `killed` outright; `back` again; `restarted` is both
    hub_answers  a curator answers the last ticket, and the answer comes into the conversation
    hub_page     what the console shows of the last ticket
    ticket       what the last ticket itself holds
    page         what a page shows that restores the conversation
    gone         the conversation was left for a new one, cannot be restored, and is unknown to rasa

    `conversation` goes to another one, `officer` to another officer, each from here on.
    """

    name: str | None = None
    conversation: str | None = None
    officer: Literal["a", "b"] | None = None
    say: str | None = None
    times: int = 1
    tap: str | None = None
    under: str | None = None
    next_day: Literal["expired", "forgotten"] | None = None
    rasa: Literal["killed", "back", "restarted"] | None = None
    hub_answers: str | None = None
    hub_page: Words | None = None
    ticket: Words | None = None
    page: Words | None = None
    gone: Literal[True] | None = None
    expect: Expected = Expected()

    @property
    def act(self) -> str:
        """Which of the things above is done."""
        return next(act for act in ACTS if getattr(self, act) is not None)

    @model_validator(mode="after")
    def does_one_thing(self) -> "Turn":
        """Refuse a turn of none or two."""
        if sum(getattr(self, act) is not None for act in ACTS) != 1:
            raise ValueError(f"must have one of {', '.join(ACTS)}")
        return self


class Script(Part):
    """One conversation, and the promise it holds the assistant to."""

    name: str
    about: str = Field(min_length=20)
    turns: tuple[Turn, ...]

    @property
    def length(self) -> int:
        """How many turns an officer takes in it."""
        return sum(turn.act in ("say", "tap") for turn in self.turns)


def read_scripts() -> list[Script]:
    """Return every script, by name."""
    return [
        Script(name=file.stem, **yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(FOLDER.glob("*.yml"))
    ]
