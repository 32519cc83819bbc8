"""What the curator is told of a document's draft, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.importing.models import Converted, Kind
from knowledge.importing.sources import MAX_SOURCES
from knowledge.importing.tidying import Tidied
from knowledge.models import HEADINGS, Section, Source


def left_out(converted: Converted, tidied: Tidied, sources: int) -> Iterator[str]:
    """What of the document is not in its draft, or not as it was; `sources` were found."""
    if tidied.pictures:
        yield f"{tidied.pictures} picture(s) left out."
    if tidied.tables:
        yield f"{tidied.tables} table(s) turned into lists: compare them with the document."
    if tidied.dead_links:
        yield f"{tidied.dead_links} link(s) that do not lead to the web: their words were kept."
    if tidied.numbers:
        yield "The document’s own reference numbers are in round brackets: [3] became (3)."
    if sources > MAX_SOURCES:
        yield f"{sources - MAX_SOURCES} link(s) in the text are not among the sources."
    if converted.kind is Kind.docx:
        yield "Comments, deleted text, page headers and footers of a Word document are left out."
    if converted.kind is Kind.pdf:
        yield "A PDF does not mark headings: most of its text is under “What it rests on”."


def to_check(
    summary: str, sections: Sequence[Section], sources: Sequence[Source], review_date: date
) -> Iterator[str]:
    """What only the curator can decide."""
    yield "The title: put it as an officer would ask."
    if summary:
        yield "The summary: it is the document’s first paragraph. Have it answer the question."
    else:
        yield "The summary: no paragraph was long enough. Write the answer."
    missing = [heading for heading in HEADINGS if heading not in {s.heading for s in sections}]
    if missing:
        yield f"Sections without text: {', '.join(missing)}."
    yield (
        f"The sources ({len(sources)}): open each, say which claim rests on it, as [1], and "
        "take out what is none."
    )
    yield "The evidence grade, its reason, the owner and how officers ask this: all are yours."
    yield f"The review date: sources nobody opened are looked at by {review_date}."
