"""The words of this package as values: outcomes, articles, search results. All immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """The one named result of a turn, used by search, chat, analytics and tests."""

    answered = "answered"
    choices = "choices"
    unanswered = "unanswered"
    out_of_scope = "out_of_scope"
    urgent = "urgent"
    handed_over = "handed_over"
    dialogue = "dialogue"
    degraded = "degraded"
    error = "error"


class EvidenceGrade(StrEnum):
    """How strong the evidence is, in the words of the College of Policing's Practice Bank."""

    worked = "worked"
    promising = "promising"
    untested = "untested"
    did_not_work = "did_not_work"


STAGES: Final = ("scanning", "analysis", "response", "assessment")
PROBLEM_TYPES: Final = (
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
)
OBJECTIVES: Final = (
    "support-our-people",
    "include-our-workforce",
    "work-with-stakeholders",
    "preventive-operating-model",
    "measurable-improvements",
)
HEADINGS: Final = (
    "What to do",
    "What it rests on",
    "Who to involve",
    "How to know it worked",
    "When not to",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A grade and one sentence on what it rests on."""

    grade: EvidenceGrade
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """What `[n]` in an article points at; `url` is None where only a copy was read.

    `as_of` is the year, month or day the law or figure stands for, as YYYY[-MM[-DD]]; `checked`
    says that whoever wrote the article, or reviewed it, opened this very work and found it there.
    """

    publisher: str
    title: str
    url: str | None = None
    as_of: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One `##` part of an article; it stands alone."""

    heading: str
    body_markdown: str


@dataclass(frozen=True, slots=True)
class Article:
    """One curated, reviewed piece of guidance. `summary` and section bodies are Markdown."""

    slug: str
    title: str
    group: str
    summary: str
    sections: tuple[Section, ...]
    evidence: Evidence
    stages: tuple[str, ...]
    problem_type: str
    objectives: tuple[str, ...]
    owner: str
    review_date: date
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    sample_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of a ranking, shown by its best section ("" is the summary).

    `excerpt` is plain text; `score` is the fused rank score, comparable within one search only.
    """

    slug: str
    title: str
    section: str
    excerpt: str
    score: float
    evidence: Evidence
    review_date: date


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The ranking and the decision for one question.

    `hits` is the ranking, best first, one row an article, whatever the outcome; `served` says
    how many of them the officer sees; `confidence` is the calibrated probability (0..1) that the
    first is right; `signpost` keys a text of signposts.yml when the outcome is out_of_scope.
    """

    outcome: Outcome
    confidence: float
    served: int
    hits: tuple[Hit, ...]
    index_version: str
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    signpost: str | None = None
