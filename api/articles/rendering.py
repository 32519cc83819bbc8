"""Articles for chat and pages: sanitised HTML, plain text, and which sections come first."""

import html
import re
from datetime import date
from typing import TypedDict

import nh3

from api.markup import to_html
from api.wording import wording
from knowledge import Article, Section

FIRST_HEADING = "What to do"
SectionSource = Section
_TAG = re.compile(r"(<[^>]*>)")
_CITATION = re.compile(r"\[(\d{1,2})\]")
_CITATIONS_AND_GAP = re.compile(r"\s*\[\d{1,2}\](?:\[\d{1,2}\])*")


class EvidenceValues(TypedDict):
    """A grade, its label and the reason for it."""

    grade: str
    label: str
    reason: str


class SourceValues(TypedDict):
    """A source and its number in the text."""

    n: int
    publisher: str
    title: str
    url: str | None


class SectionValues(TypedDict):
    """A section, its body as sanitised HTML."""

    heading: str
    html: str


class ArticleValues(TypedDict):
    """What every showing of an article has, whatever sections come with it."""

    slug: str
    title: str
    summary_html: str
    evidence: EvidenceValues
    sources: list[SourceValues]
    review_date: date


def shown(article: Article) -> ArticleValues:
    """Return all of an article but its sections, ready to show."""
    grade = article.evidence.grade
    return {
        "slug": article.slug,
        "title": article.title,
        "summary_html": rendered(article.summary),
        "evidence": {
            "grade": str(grade),
            "label": wording().evidence.grade(grade).label,
            "reason": plain(article.evidence.reason),
        },
        "sources": [
            {
                "n": n,
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url if source.url and source.url.startswith("https://") else None,
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


def rendered(markdown: str) -> str:
    """Return sanitised HTML in which a citation `[n]` is a superscript."""
    parts = _TAG.split(to_html(markdown))
    return "".join(
        part if _TAG.fullmatch(part) else _CITATION.sub(r"<sup>[\1]</sup>", part) for part in parts
    )


def plain(markdown: str) -> str:
    """Return the words alone, on one line, without citations; for a reader of text only."""
    without = _CITATIONS_AND_GAP.sub("", markdown)
    words = html.unescape(nh3.clean(to_html(without), tags=set()))
    return " ".join(words.split())
