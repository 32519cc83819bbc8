"""Templates of answers at the API's edge."""

import string
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.tickets.schemas import MAX_ANSWER_CHARS, spoken

TO_WRITE: Final = "write_here"
PLACEHOLDERS: Final = ("ref", "question", "curator", TO_WRITE)
"""What a template may leave open; who asked is none of it, an answer may go to several officers."""


class NewTemplate(BaseModel):
    """A template's name and text, in Markdown with {placeholders}."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=120)
    text: str = Field(max_length=MAX_ANSWER_CHARS)

    _spoken = field_validator("name", "text")(spoken)

    @field_validator("text")
    @classmethod
    def known_placeholders(cls, text: str) -> str:
        """Refuse an empty placeholder, an unknown one, and a brace that opens or closes none."""
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError as error:
            raise ValueError(f"must close every brace it opens; known are {known}") from error
        for _, name, form, conversion in parts:
            if name is not None and (name not in PLACEHOLDERS or form or conversion):
                raise ValueError(f"must hold no {{{name}}}; known are {known}")
        return text


class TemplateShown(BaseModel):
    """A template as it is kept."""

    id: int
    name: str
    text: str
    version: int
    edited_by_name: str
    updated_at: datetime


class FilledTemplate(BaseModel):
    """A template's text for one ticket."""

    text: str
