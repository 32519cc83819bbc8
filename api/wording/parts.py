"""What every topic of the wording is made of: checked texts, links, notices."""

import string
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


def fields_of(template: str) -> frozenset[str]:
    """Return the {names} that `template` wants filled; ValueError if its braces are broken."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def exactly(*names: str) -> AfterValidator:
    """Return the check that a template wants these {names} filled, and no others."""

    def check(template: str) -> str:
        unknown = fields_of(template) - frozenset(names)
        if unknown or (names and not fields_of(template)):
            wanted = ", ".join(f"{{{name}}}" for name in names) or "no {names}"
            raise ValueError(f"must use {wanted}, and no other name in braces")
        return template

    return AfterValidator(check)


Plain = Annotated[Words, exactly()]
WithKinds = Annotated[Words, exactly("kinds")]
WithTitle = Annotated[Words, exactly("title")]
WithDate = Annotated[Words, exactly("date")]
WithMaxChars = Annotated[Words, exactly("max_chars")]
WithCount = Annotated[Words, exactly("count")]
WithRef = Annotated[Words, exactly("ref")]
Url = Annotated[str, StringConstraints(pattern=r"^(https://\S+|tel:\+?[0-9]+|mailto:\S+|/\S*)$")]


class Part(BaseModel):
    """A part of the wording file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(Part):
    """A link under a notice: a page (https or ours), a phone number or an e-mail address."""

    label: Plain
    url: Url


class Notice(Part):
    """A text and the links under it."""

    text: Plain
    links: tuple[Link, ...] = ()
