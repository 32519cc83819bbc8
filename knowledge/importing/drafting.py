"""A document's text as a draft article, with its sources and a report for the curator.

What is put where: arranging. What it names as sources: sources. What it reports: report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from knowledge.documents import parse_article
from knowledge.errors import ArticleError
from knowledge.importing.addresses import Clean, addresses, shortened, with_addresses
from knowledge.importing.arranging import sections_of, summary_of, title_of
from knowledge.importing.limits import Limits
from knowledge.importing.models import Converted, Kind, Link
from knowledge.importing.outline import blocks
from knowledge.importing.refusals import too_long, too_many_sections
from knowledge.importing.report import left_out, to_check
from knowledge.importing.sources import MAX_SOURCES, sources_of
from knowledge.importing.tidying import is_web, lower_scheme, printable, tidy, unwrapped
from knowledge.models import Article, Evidence, EvidenceGrade, Section, Source
from knowledge.rules import UNCHECKED_REVIEW_DAYS

MAX_SECTIONS: Final = 12
MAX_TEXT_CHARS: Final = Limits().text_chars


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document gives of an article: `own` is set if it was one of our article files.

    `sources[0]` is the document itself, unless it was an article file. `left_out` and `to_check`
    are sentences for the curator. No grade, no owner, no question: those are decisions.
    """

    title: str
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    review_date: date
    left_out: tuple[str, ...]
    to_check: tuple[str, ...]
    own: Article | None = None


def draft(converted: Converted, name: str, today: date, clean: Clean = str) -> Draft:
    """The draft that a document called `name` gives; `clean` is applied to all of its text.

    Raises DocumentRefused if there is more of it than an article takes.
    """
    review_date = today + timedelta(days=UNCHECKED_REVIEW_DAYS)
    own = _own_article(converted)
    if own is not None:
        return _again(own, review_date, clean)
    is_plain = converted.kind in (Kind.pdf, Kind.markdown)
    text = unwrapped(converted.markdown) if converted.kind is Kind.pdf else converted.markdown
    tidied = tidy(text)
    if len(tidied.markdown) > MAX_TEXT_CHARS:
        raise too_long(len(tidied.markdown), MAX_TEXT_CHARS, " with its tables as lists")
    found = [
        link for link in map(_printable, (*tidied.links, *converted.links)) if is_web(link.url)
    ]
    kept = addresses([link.url for link in found], clean)
    links = {kept[link.url]: replace(link, url=kept[link.url]) for link in found}
    markdown = clean(with_addresses(tidied.markdown, kept))
    converted = replace(converted, title=clean(printable(converted.title)))
    title, outline = title_of(converted, blocks(markdown, is_plain), clean(name))
    summary, outline = summary_of(outline)
    found_sources = sources_of(converted, clean(name), clean(title), list(links.values()), clean)
    sections = tuple(Section(s.heading, _no_section(s.body_markdown)) for s in sections_of(outline))
    if len(sections) > MAX_SECTIONS:
        raise too_many_sections(len(sections), MAX_SECTIONS)
    sources = tuple(found_sources[:MAX_SOURCES])
    summary = _no_section(summary)
    return Draft(
        title=title,
        summary=summary,
        sections=sections,
        sources=sources,
        review_date=review_date,
        left_out=(
            *converted.left_out,
            *left_out(converted, tidied, len(found_sources)),
            *shortened(kept),
        ),
        to_check=tuple(to_check(summary, sections, sources, review_date)),
    )


def to_article(made: Draft, slug: str) -> Article:
    """The draft as an article that a file can hold; what is for a curator to decide says so."""
    base = made.own or Article(
        slug=slug,
        title=made.title,
        group="from-the-hub",
        summary="",
        sections=(),
        evidence=Evidence(EvidenceGrade.untested, "Imported; nobody has graded it yet."),
        stages=("response",),
        problem_type="method",
        objectives=(),
        owner="To be named",
        review_date=made.review_date,
    )
    return replace(
        base,
        summary=made.summary or made.title,
        sections=made.sections,
        sources=made.sources,
        review_date=made.review_date,
    )


def _own_article(converted: Converted) -> Article | None:
    if converted.kind is not Kind.markdown or not converted.markdown.startswith("---\n"):
        return None
    try:
        return parse_article(converted.markdown, ())
    except ArticleError:
        return None


def _again(own: Article, review_date: date, clean: Clean) -> Draft:
    """The draft of an article file: its numbering stays, its decisions are to be made again."""
    sections = tuple(Section(clean(s.heading), clean(s.body_markdown)) for s in own.sections)
    kept = addresses([s.url for s in own.sources if s.url], clean)
    sources = tuple(
        replace(
            s,
            publisher=clean(s.publisher),
            title=clean(s.title),
            url=kept[s.url] if s.url else None,
            checked=False,
        )
        for s in own.sources
    )
    summary, review_date = clean(own.summary), min(review_date, own.review_date)
    return Draft(
        title=clean(own.title),
        summary=summary,
        sections=sections,
        sources=sources,
        review_date=review_date,
        left_out=("The evidence grade and its reason: set them again.", *shortened(kept)),
        to_check=tuple(to_check(summary, sections, sources, review_date)),
        own=own,
    )


def _printable(link: Link) -> Link:
    return Link(lower_scheme(link.url), printable(link.text))


def _no_section(text: str) -> str:
    """The text, which must not begin with the mark of a section once it is stripped."""
    return f"\\{text.lstrip()}" if text.lstrip().startswith("## ") else text
