"""The questions of a set, what came back for each, and the file they are read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import KnowledgeError
from knowledge.models import Outcome

# The project's own development questions, in halves that share no question (README.md here).
FIT_SET: Final = Path(__file__).parent / "fit.jsonl"
CHECK_SET: Final = Path(__file__).parent / "check.jsonl"


class Kind(StrEnum):
    """What a question is, whatever came back."""

    answerable = "answerable"
    out_of_scope = "out_of_scope"
    near_miss = "near_miss"
    urgent = "urgent"
    organisational = "organisational"
    small_talk = "small_talk"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a set. `expect` are the right slugs, best first; empty if nothing answers it.

    `two_part` says that it asks two things, and that every slug of `expect` is needed.
    """

    id: str
    question: str
    expect: tuple[str, ...]
    kind: Kind
    two_part: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `ranking` are slugs, best first, at most ten.

    The first `served` of the ranking are what the officer sees; `confidence` is None where the
    way asked does not tell it; `ticket_offered` says that a ticket was offered or made.
    """

    outcome: Outcome
    ranking: tuple[str, ...]
    confidence: float | None
    latency_ms: float
    served: int
    ticket_offered: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A case and what came of it."""

    case: Case
    response: Response


class _CaseLine(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    question: Annotated[str, Field(min_length=1)]
    expect: list[str]
    kind: Kind
    two_part: bool = False


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases of a file of JSON lines. Raises KnowledgeError naming the line."""
    accepted = 'lines like {"id", "question", "expect": [slugs], "kind": ' + "|".join(Kind) + "}"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(str(error), file=str(file), accepted=accepted) from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _CaseLine.model_validate_json(line)
        except ValidationError as error:
            place = f"line {number}"
            raise KnowledgeError(
                str(error.errors()[0]["msg"]), file=str(file), field=place, accepted=accepted
            ) from error
        cases.append(Case(row.id, row.question, tuple(row.expect), row.kind, row.two_part))
    return tuple(cases)
