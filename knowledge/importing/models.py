"""What reading a document gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of document that are read; told by content, never by name."""

    docx = "docx"
    pptx = "pptx"
    pdf = "pdf"
    html = "html"
    markdown = "markdown"


KIND_NAMES = {
    Kind.docx: "Word document",
    Kind.pptx: "PowerPoint presentation",
    Kind.pdf: "PDF",
    Kind.html: "web page",
    Kind.markdown: "text",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A web address in a document and the words it stood behind ("" if none)."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """A document as Markdown; raw text, nothing redacted.

    `title` and `as_of` (YYYY-MM-DD) are what the document says of itself, `links` those that the
    Markdown does not show, `left_out` a sentence for each kind of thing that was not taken over.
    `peak_bytes` (resident) and `took_s` are what reading it cost its process.
    """

    kind: Kind
    markdown: str
    title: str = ""
    as_of: str | None = None
    links: tuple[Link, ...] = ()
    left_out: tuple[str, ...] = ()
    peak_bytes: int = 0
    took_s: float = 0.0
