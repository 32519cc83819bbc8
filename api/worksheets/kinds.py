"""The kinds of worksheet as data: what is asked, in which order and in which words."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FOLDER = Path(__file__).with_name("kinds")
MAX_CHARS = 2000
KindName = Literal[
    "guidance_request", "idea", "operational_issue", "organisational_inefficiency", "plan"
]
SUBMISSIONS: tuple[KindName, ...] = ("idea", "operational_issue", "organisational_inefficiency")
"""The Portal's forms, in the order in which they are offered."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]


class Part(BaseModel):
    """A part of a kind's file; an unknown entry is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Part):
    """One closed choice; a short text that holds one of `words` means it too."""

    value: Key
    label: Words
    words: tuple[str, ...] = ()


class Step(Part):
    """One question. `own_words` is what an answer to a choice in words of one's own must hold.

    `lead` is said before the question, with the answers to {steps} in it.
    """

    key: Key
    label: Words
    question: Words
    hint: Words | None = None
    stage: Key | None = None
    type: Literal["text", "date"] = "text"
    optional: bool = False
    max_chars: int = Field(default=MAX_CHARS, ge=1, le=MAX_CHARS)
    options: tuple[Option, ...] = ()
    own_words: re.Pattern[str] | None = None
    refusal: Words | None = None
    change_words: tuple[str, ...] = ()
    suggest: Literal["articles"] | None = None
    lead: Words | None = None

    @model_validator(mode="after")
    def says_what_is_accepted(self) -> "Step":
        """Refuse a step that may refuse an answer and has no words for it."""
        if (self.type == "date" or self.own_words) and not self.refusal:
            raise ValueError(f"{self.key}: must have a refusal")
        return self


class TicketParts(Part):
    """What the ticket of a sent worksheet holds: {steps} in its question, steps as its details."""

    kind: Literal["guidance_request", "operational_issue", "organisational_inefficiency", "idea"]
    question: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    details: dict[Literal["tried", "where", "contact", "better", "help"], Key] = {}


class Kind(Part):
    """One kind of worksheet, which `words` in a text may name.

    It is shown whole before it is sent: always, or only if something was removed from it. With
    `cheers` it is checked for the signs that it is about a problem; with `offers` an article that
    may answer it, and an open request that asks the same, are offered before it is sent.
    """

    key: KindName
    title: Words
    name: Words
    intro: Words
    words: tuple[str, ...] = ()
    review: Literal["always", "if_removed"]
    ticket: TicketParts
    stages: dict[Key, Words] = {}
    cheers: bool = False
    offers: bool = False
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def parts_fit(self) -> "Kind":
        """Refuse two steps of one key, and names of steps or stages that do not exist."""
        keys = [step.key for step in self.steps]
        named = {*self.ticket.details.values(), *re.findall(r"\{(\w+)\}", self.ticket.question)}
        if len(set(keys)) != len(keys) or named - set(keys):
            raise ValueError("steps must have keys of their own, and the ticket name those alone")
        if {step.stage for step in self.steps} - {None} - set(self.stages):
            raise ValueError("a step's stage must be one of `stages`")
        return self

    def find(self, key: str) -> Step | None:
        """Return the step of that key."""
        return next((step for step in self.steps if step.key == key), None)

    def place(self, key: str) -> int:
        """Return the number of a step of this kind, from 1."""
        return [step.key for step in self.steps].index(key) + 1


@lru_cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its key, read once; pydantic says what is wrong with a file."""
    return {name: _load(name) for name in get_args(KindName)}


def kind(name: str) -> Kind:
    """Return the kind of that name; it must be one of ours."""
    return kinds()[name]


def kind_said(text: str) -> KindName | None:
    """Return the one form of the Portal that the words name, None if none or several."""
    said = f" {' '.join(re.findall(r'[a-z]+', text.casefold()))} "
    named = [name for name in SUBMISSIONS if any(f" {w} " in said for w in kind(name).words)]
    return named[0] if len(named) == 1 else None


def _load(name: str) -> Kind:
    given: dict[str, Any] = _read(FOLDER / f"{name}.yml")
    if isinstance(given["steps"], str):
        given["steps"] = _read(FOLDER / "shared" / f"{given['steps']}.yml")
    return Kind.model_validate({"key": name} | given)


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))
