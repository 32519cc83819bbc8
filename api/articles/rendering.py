"""Articles for chat and pages: sanitised HTML, plain text, and which sections come first."""

import html
import re
from datetime import date
from functools import lru_cache
from typing import TypedDict

import nh3

from api.articles.terms import explained
from api.markup import to_html
from api.wording import wording
from knowledge import Article, Section

FIRST_HEADING = "What to do"
SectionSource = Section
PARTS_KEPT = 4096  # a release has about a thousand
_TAG = re.compile(r"(<[^>]*>)")
_CITATION = re.compile(r"\[(\d{1,2})\]")
_CITATIONS_AND_GAP = re.compile(r"\s*\[\d{1,2}\](?:\[\d{1,2}\])*")


class EvidenceValues(TypedDict):
    """A grade, its label and the reason for it."""

    grade: str
    label: str
    reason: str


class SourceValues(TypedDict):
    """A source and its number in the text, what date it stands for, whether it was opened."""

    n: int
    publisher: str
    title: str
    url: str | None
    as_of: str | None
    checked: bool


class SectionValues(TypedDict):
    """A section, its body as sanitised HTML."""

    heading: str
    html: str


class ArticleValues(TypedDict):
    """What every showing of an article has, whatever sections come with it.

    `warning` is what to say before anything else of it, None for most.
    """

    slug: str
    title: str
    warning: str | None
    summary_html: str
    evidence: EvidenceValues
    sources: list[SourceValues]
    review_date: date


def shown(article: Article) -> ArticleValues:
    """Return all of an article but its sections, ready to show."""
    grade = article.evidence.grade
    words = wording().evidence.grade(grade)
    return {
        "slug": article.slug,
        "title": article.title,
        "warning": words.warning,
        "summary_html": rendered(article.summary),
        "evidence": {
            "grade": str(grade),
            "label": words.label,
            "reason": plain(article.evidence.reason),
        },
        "sources": [
            {
                "n": n,
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url if source.url and source.url.startswith("https://") else None,
                "as_of": source.as_of,
                "checked": source.checked,
            }
            for n, source in enumerate(article.sources, start=1)
        ],
        "review_date": article.review_date,
    }


def answer_sections(article: Article, best: str = "") -> list[SectionSource]:
    """Return what an answer shows after the summary: "What to do" and the best matching section.

    Without a "What to do", the article's first section stands for it. An unknown or empty `best`
    (the summary matched) adds nothing.
    """
    first = next((s for s in article.sections if s.heading == FIRST_HEADING), None)
    first = first or next(iter(article.sections), None)
    wanted = {best, first.heading if first else best}
    return [section for section in article.sections if section.heading in wanted]


def section_shown(section: SectionSource) -> SectionValues:
    """Return one section, ready to show."""
    return {"heading": section.heading, "html": rendered(section.body_markdown)}


@lru_cache(maxsize=PARTS_KEPT)
def rendered(markdown: str) -> str:
    """Return sanitised HTML: a citation `[n]` is a superscript, a short form says its meaning."""
    parts = _TAG.split(to_html(markdown))
    return explained(
        "".join(
            part if _TAG.fullmatch(part) else _CITATION.sub(r"<sup>[\1]</sup>", part)
            for part in parts
        )
    )


def plain(markdown: str) -> str:
    """Return the words alone, on one line, without citations; for a reader of text only."""
    without = _CITATIONS_AND_GAP.sub("", markdown)
    words = html.unescape(nh3.clean(to_html(without), tags=set()))
    return " ".join(words.split())
