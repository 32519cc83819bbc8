"""Golden questions: what must not be lost when an article changes (README.md here)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.errors import KnowledgeError
from knowledge.models import Outcome, SearchResult

QUESTIONS_FILE: Final = Path(__file__).parent / "questions.jsonl"


class GoldenKind(StrEnum):
    """What must come of a golden question."""

    answer = "answer"  # its article answers it
    served = "served"  # its article is among those that the officer is given
    nothing = "nothing"  # nothing answers it


@dataclass(frozen=True, slots=True)
class Golden:
    """A question and what must come of it. `slug` is None for `nothing` alone."""

    id: str
    question: str
    kind: GoldenKind
    slug: str | None = None

    def holds(self, result: SearchResult) -> bool:
        """Whether `result` is what must come of it."""
        return holds(self.kind, self.slug, result)


def holds(kind: GoldenKind, slug: str | None, result: SearchResult) -> bool:
    """Whether `result` is what must come of a question of that kind, of that article."""
    given = [hit.slug for hit in result.hits[: result.served]]
    answered = result.outcome is Outcome.answered
    match kind:
        case GoldenKind.answer:
            return answered and given[:1] == [slug]
        case GoldenKind.served:
            return slug in given
        case GoldenKind.nothing:
            return not answered


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, Field(min_length=1, max_length=20)]
    question: Annotated[str, Field(min_length=1, max_length=300)]
    kind: GoldenKind
    slug: str | None = None

    @model_validator(mode="after")
    def an_article_if_there_must_be_one(self) -> Self:
        if (self.slug is None) != (self.kind is GoldenKind.nothing):
            raise ValueError("an article is named if, and only if, one must be given")
        return self


def load_golden(file: Path = QUESTIONS_FILE) -> tuple[Golden, ...]:
    """The golden questions of the release. Raises KnowledgeError naming the line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = _Line.model_validate_json(line)
        except ValidationError as error:
            problem, place = str(error.errors()[0]["msg"]), f"line {number}"
            raise KnowledgeError(problem, file=str(file), field=place) from error
        found.append(Golden(row.id, row.question, row.kind, row.slug))
    return tuple(found)
