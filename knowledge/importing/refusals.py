"""Why a document is not taken, each with a stable code and a sentence that says what is."""

from __future__ import annotations

from enum import StrEnum

from knowledge.errors import KnowledgeError

ACCEPTED = "Word (.docx), PowerPoint (.pptx), PDF, web page (.html), Markdown or plain text"


class Why(StrEnum):
    """The codes of a refusal."""

    too_large = "too_large"
    empty = "empty"
    kind = "kind"
    encrypted = "encrypted"
    macros = "macros"
    archive = "archive"
    damaged = "damaged"
    no_text = "no_text"
    too_long = "too_long"
    too_costly = "too_costly"
    busy = "busy"


class DocumentRefused(KnowledgeError):
    """A document that no draft is made of: `code` is why, the message what to do instead."""

    def __init__(self, code: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def wrong_kind(what: str, instead: str = "") -> DocumentRefused:
    """The refusal of `what`, such as "a spreadsheet"; `instead` is a sentence of its own."""
    advice = instead or f"Accepted are {ACCEPTED}."
    return DocumentRefused(Why.kind, f"This file is {what}. {advice}")


def damaged(what: str = "document") -> DocumentRefused:
    """The refusal of what should be readable and is not."""
    return DocumentRefused(
        Why.damaged,
        f"This {what} could not be read: it seems to be damaged or incomplete. Open it in the "
        "program it was made with, save it again and import the copy.",
    )


def bomb() -> DocumentRefused:
    """The refusal of an archive that unpacks to far more than it should."""
    return DocumentRefused(
        Why.archive,
        "This file unpacks to far more than a document holds, so it was not opened. Save the "
        "document again in the program it was made with and import the copy.",
    )


def too_costly() -> DocumentRefused:
    """The refusal of what took more time or memory than is allowed."""
    return DocumentRefused(
        Why.too_costly,
        "Reading this document took more time or memory than is allowed, so it was stopped. "
        "Import a shorter or simpler copy, or paste the text into a Markdown file.",
    )


def too_large(max_bytes: int) -> DocumentRefused:
    """The refusal of a file above the limit."""
    return DocumentRefused(
        Why.too_large,
        f"This file is larger than {size(max_bytes)}, the most that is accepted. Leave out "
        "pictures, or split the document.",
    )


def too_long(chars: int, max_chars: int, what: str = "") -> DocumentRefused:
    """The refusal of more text than an article takes; `what` says when it was counted."""
    return DocumentRefused(
        Why.too_long,
        f"This document holds {chars:,} characters of text{what}; an article is made of at most "
        f"{max_chars:,}. Split it, or import the part that answers one question.",
    )


def too_many_sections(sections: int, most: int) -> DocumentRefused:
    """The refusal of a text that fills more sections than an article has."""
    return DocumentRefused(
        Why.too_long,
        f"This document fills {sections} sections; an article has at most {most}. Split it, or "
        "import the part that answers one question.",
    )


def size(amount: int) -> str:
    """Bytes as a reader says them: "15 MB"."""
    return f"{amount / 1024 / 1024:.3g} MB"
