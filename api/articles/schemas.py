"""An article as the console and the API take and give it.

Freer than the files of a release: a draft may lack what publishing asks for (`missing_for`).
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.articles.keys import key_of
from api.articles.states import ArticleState as ArticleState
from api.moments import Day
from knowledge import Article, Evidence, EvidenceGrade, Section, Source
from knowledge.documents import AS_OF
from knowledge.rules import UNCHECKED_REVIEW_DAYS

MAX_QUESTIONS = 200
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _printable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _without_sections(text: str) -> str:
    text = _printable(text)
    if any(line.startswith("## ") for line in text.split("\n")):
        raise ValueError("must not hold a '## ' heading; make a section of it, or use '### '")
    return text


def _in_the_calendar(as_of: str) -> str:
    try:
        date.fromisoformat((as_of + "-01-01")[:10])
    except ValueError:
        raise ValueError("must be a year, a month or a day that there is") from None
    return as_of


def _distinct(questions: list[str]) -> list[str]:
    """Return the questions, each once; a trailing space or a capital does not make another."""
    by_key = {key_of(question): question for question in reversed(questions) if key_of(question)}
    return [by_key[key] for key in reversed(by_key)]


Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_one_line)]
Summary = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=3000),
    AfterValidator(_without_sections),
]
Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=8000),
    AfterValidator(_without_sections),
]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
Stage = Literal["scanning", "analysis", "response", "assessment"]
ProblemType = Literal[
    "anti-social-behaviour",
    "burglary-theft",
    "vehicle-crime",
    "violence",
    "vulnerability",
    "fraud-cyber",
    "rural",
    "drugs",
    "demand",
    "method",
    "partnership",
    "workforce",
]
Objective = Literal[
    "support-our-people",
    "include-our-workforce",
    "work-with-stakeholders",
    "preventive-operating-model",
    "measurable-improvements",
]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EvidenceContent(_Document):
    """How strong the evidence is, and one sentence on what that rests on."""

    grade: EvidenceGrade | None = None
    reason: Annotated[Line, Field(max_length=500)] = ""


class SourceContent(_Document):
    """What [n] in the text points at; no `url` where it may be cited but not linked.

    `as_of` is the year, month or day it stands for; `checked` says that somebody opened this
    very work and found it there. A document stored before there were these has neither.
    """

    publisher: Annotated[Line, Field(min_length=1, max_length=200)]
    title: Annotated[Line, Field(min_length=1, max_length=300)]
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)] | None = None
    as_of: (
        Annotated[str, StringConstraints(pattern=AS_OF), AfterValidator(_in_the_calendar)] | None
    ) = None
    checked: bool = False


class SectionContent(_Document):
    """One part of an article that stands alone."""

    heading: Annotated[Line, Field(min_length=1, max_length=120)]
    body_markdown: Body = ""


class ArticleContent(_Document):
    """All that an article says. `sample_questions` are how officers ask for it."""

    title: Title
    summary: Summary = ""
    sections: Annotated[list[SectionContent], Field(max_length=12)] = []
    evidence: EvidenceContent = EvidenceContent()
    owner: Annotated[Line, Field(max_length=120)] = ""
    review_date: Day | None = None
    sources: Annotated[list[SourceContent], Field(max_length=30)] = []
    group: Slug = "from-the-hub"
    problem_type: ProblemType = "method"
    stages: Annotated[list[Stage], Field(min_length=1, max_length=4)] = ["response"]
    objectives: Annotated[list[Objective], Field(max_length=5)] = []
    related: Annotated[list[Slug], Field(max_length=20)] = []
    sample_questions: Annotated[
        list[Annotated[Line, Field(max_length=300)]],
        Field(max_length=MAX_QUESTIONS),
        AfterValidator(_distinct),
    ] = []

    def redacted_by(
        self, redact: Callable[[str], str], redact_question: Callable[[str], str]
    ) -> Self:
        """Return the same with `redact` applied to every free-text field.

        `redact_question` is for the sample questions: those are officers' words, not the Hub's.
        """
        return type(self).model_validate(
            self.model_dump()
            | {
                "title": redact(self.title),
                "summary": redact(self.summary),
                "owner": redact(self.owner),
                "evidence": {
                    "grade": self.evidence.grade,
                    "reason": redact(self.evidence.reason),
                },
                "sections": [
                    {"heading": redact(s.heading), "body_markdown": redact(s.body_markdown)}
                    for s in self.sections
                ],
                "sources": [
                    s.model_dump() | {"publisher": redact(s.publisher), "title": redact(s.title)}
                    for s in self.sources
                ],
                "sample_questions": [redact_question(q) for q in self.sample_questions],
            }
        )

    def missing_for_publishing(self, today: date) -> list[tuple[str, str]]:
        """Return (field, what is wanted) for all that stands between this and publication."""
        checks = (
            ("summary", not self.summary, "write the answer in two or three sentences"),
            ("evidence.grade", self.evidence.grade is None, "say how strong the evidence is"),
            ("evidence.reason", not self.evidence.reason, "say in a sentence why that grade"),
            ("owner", not self.owner, "name the role that owns this article"),
            ("review_date", self.review_date is None, "give the date of the next review"),
            (
                "review_date",
                self.review_date is not None and self.review_date <= today,
                "give a date in the future",
            ),
            ("review_date", *self._unchecked_for_long(today)),
            ("sample_questions", not self.sample_questions, "write at least one question"),
        )
        empty = [n for n, section in enumerate(self.sections) if not section.body_markdown]
        wanted = [(field, message) for field, is_missing, message in checks if is_missing]
        wanted += [(f"sections.{n}.body_markdown", "write it or take it out") for n in empty]
        headings = [section.heading for section in self.sections]
        if len(set(headings)) < len(headings):
            wanted.append(("sections", "two sections have the same heading"))
        return wanted

    def _unchecked_for_long(self, today: date) -> tuple[bool, str]:
        """Say whether a source that nobody opened would stand past its time, and what to do."""
        unchecked = [f"[{n}]" for n, s in enumerate(self.sources, start=1) if not s.checked]
        latest = today + timedelta(days=UNCHECKED_REVIEW_DAYS)
        too_late = self.review_date is not None and self.review_date > latest
        wanted = (
            f"give a date by {latest.day} {latest:%B %Y} (within {UNCHECKED_REVIEW_DAYS} days), or "
            f"open the sources that nobody has opened: {', '.join(unchecked)}"
        )
        return bool(unchecked) and too_late, wanted

    def to_article(self, slug: str) -> Article:
        """Return it as the knowledge library's value; it must be fit for publishing."""
        if self.evidence.grade is None or self.review_date is None:
            raise ValueError(f"{slug} lacks an evidence grade or a review date")
        return Article(
            slug=slug,
            title=self.title,
            group=self.group,
            summary=self.summary,
            sections=tuple(Section(s.heading, s.body_markdown) for s in self.sections),
            evidence=Evidence(self.evidence.grade, self.evidence.reason),
            stages=tuple(self.stages),
            problem_type=self.problem_type,
            objectives=tuple(self.objectives),
            owner=self.owner,
            review_date=self.review_date,
            sources=tuple(Source(**s.model_dump()) for s in self.sources),
            related=tuple(self.related),
            sample_questions=tuple(self.sample_questions),
        )

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return an article of the library as a document."""
        return cls.model_validate(
            {
                "title": article.title,
                "summary": article.summary,
                "sections": [
                    {"heading": s.heading, "body_markdown": s.body_markdown}
                    for s in article.sections
                ],
                "evidence": {"grade": article.evidence.grade, "reason": article.evidence.reason},
                "owner": article.owner,
                "review_date": article.review_date,
                "sources": [asdict(source) for source in article.sources],
                "group": article.group,
                "problem_type": article.problem_type,
                "stages": list(article.stages),
                "objectives": list(article.objectives),
                "related": list(article.related),
                "sample_questions": list(article.sample_questions),
            }
        )


class NewArticle(ArticleContent):
    """A draft to make; `origin_ticket_ref` is the ticket whose answer it grew from."""

    origin_ticket_ref: Annotated[str, StringConstraints(pattern=r"^PF-\d{4}-\d{6}$")] | None = None

    def content(self) -> ArticleContent:
        """Return what the article says, without where it came from."""
        return ArticleContent.model_validate(self.model_dump(exclude={"origin_ticket_ref"}))


class ArticleShown(ArticleContent):
    """An article as stored: the version `number`, whose state is `state`.

    `published_number` is the version that is published, None without one; officers are given it
    unless `withheld_at` says since when its overdue review forbids that. `release_draft` waits
    for a curator's decision; `redacted` names the kinds of personal data that this write took
    out.
    """

    slug: str
    state: ArticleState
    version: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    content_hash: str
    edited_by: str | None = None
    origin_ticket_ref: str | None = None
    release_draft: ArticleContent | None = None
    number: int = 1
    published_number: int | None = None
    withheld_at: datetime | None = None
    redacted: list[str] = []

    @property
    def etag(self) -> str:
        """What If-Match must say to change exactly this version."""
        return f'"{self.version}"'

    @property
    def served(self) -> bool:
        """Say whether officers are given a version of it, this one or an earlier one."""
        return self.published_number is not None and self.withheld_at is None

    @property
    def published(self) -> bool:
        """Say whether officers are given this very version."""
        return self.served and self.number == self.published_number

    def content(self) -> ArticleContent:
        """Return what the article says, without its state."""
        return ArticleContent.model_validate(
            self.model_dump(include=set(ArticleContent.model_fields))
        )

    def to_article(self, slug: str = "") -> Article:
        """Return it as the knowledge library's value."""
        return super().to_article(slug or self.slug)

    def for_officers(self) -> Self:
        """Return it without what is the Hub's business."""
        return self.model_copy(
            update={"edited_by": None, "origin_ticket_ref": None, "release_draft": None}
        )


class ArticleListed(_Document):
    """An article in a list."""

    slug: str
    title: str
    group: str
    state: ArticleState
    grade: EvidenceGrade | None
    review_date: date | None
    version: int
    updated_at: datetime
    has_release_draft: bool = False
    served: bool = False
    withheld: bool = False


class ArticlePage(_Document):
    """A page of articles by slug; `next` is the cursor of the page after it, None at the end."""

    items: list[ArticleListed]
    next: str | None
