"""`python -m knowledge import`: a document's draft as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.documents import format_article
from knowledge.errors import KnowledgeError
from knowledge.importing.conversion import convert
from knowledge.importing.drafting import Draft, draft, to_article
from knowledge.importing.naming import file_name, slug_of


def write_draft(document: Path, out: Path, today: date) -> Draft:
    """Have `out` hold the draft that `document` gives; personal data is not taken out.

    Raises KnowledgeError if the document cannot be read, is refused, or `out` exists.
    """
    if out.exists():
        raise KnowledgeError("exists already", file=str(out), accepted="a new file")
    try:
        with document.open("rb") as file:
            converted = convert(file)
    except OSError as error:
        problem = error.strerror or "cannot be read"
        raise KnowledgeError(problem, file=str(document), accepted="a readable file") from error
    made = draft(converted, file_name(document.name), today)
    article = to_article(made, slug_of(made.title))
    out.write_text(format_article(article), encoding="utf-8")
    return made
