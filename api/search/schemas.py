"""Search over HTTP: the question, the ranking and the decision (design section 5)."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from knowledge import EvidenceGrade, Hit, Outcome, SearchResult

MAX_QUESTION_CHARS = 2000
MAX_LIMIT = 20


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARS),
    AfterValidator(_printable),
]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchRequest(_Document):
    """What to look for, and how long the ranking may be.

    Within a turn: `meant` is what the dialogue took the message for, `typed_in` the turn whose
    message is to be looked up by itself, whatever came before it.
    """

    question: Question
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 3
    meant: Literal["question", "choice", "return"] = "question"
    typed_in: Annotated[str, Field(max_length=36)] | None = None


class SearchEvidence(_Document):
    """How strong the evidence behind an article is."""

    grade: EvidenceGrade
    reason: str


class SearchHit(_Document):
    """One article of the ranking by its best section ("" is the summary)."""

    slug: str
    title: str
    section: str
    excerpt: str
    score: float
    evidence: SearchEvidence
    review_date: date

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Return a hit of the library as a document."""
        return cls(
            slug=hit.slug,
            title=hit.title,
            section=hit.section,
            excerpt=hit.excerpt,
            score=hit.score,
            evidence=SearchEvidence(grade=hit.evidence.grade, reason=hit.evidence.reason),
            review_date=hit.review_date,
        )


class SearchResponse(_Document):
    """The decision and the ranking, best first, whatever the outcome.

    `question` is the one that was looked up: in a turn that goes on from an earlier question, both;
    `served` says how many of `hits` the officer sees; `confidence` is the calibrated probability
    (0..1) that the first is right; `signpost` keys a text of the wording when out of scope.
    """

    question: str = ""
    outcome: Outcome
    confidence: float
    served: int
    hits: list[SearchHit]
    timings_ms: dict[str, float]
    index_version: str
    signpost: str | None = None

    @classmethod
    def withheld(cls, question: str) -> Self:
        """Return what is said while only the Hub answers: no ranking, nothing served."""
        return cls(
            question=question,
            outcome=Outcome.unanswered,
            confidence=0.0,
            served=0,
            hits=[],
            timings_ms={},
            index_version="",
        )

    @classmethod
    def of(cls, result: SearchResult) -> Self:
        """Return a result of the library as a document."""
        return cls(
            outcome=result.outcome,
            confidence=result.confidence,
            served=result.served,
            hits=[SearchHit.of(hit) for hit in result.hits],
            timings_ms={name: round(ms, 3) for name, ms in result.timings_ms.items()},
            index_version=result.index_version,
            signpost=result.signpost,
        )
