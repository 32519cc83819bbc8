"""PDF: what stands in the way of reading one, and what it says of itself."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from knowledge.importing.limits import Limits
from knowledge.importing.models import Link
from knowledge.importing.refusals import DocumentRefused, Why, damaged

_DATE: Final = re.compile(r"D?:?(\d{4})(\d{2})(\d{2})")
MAX_LINKS: Final = 500


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a PDF says of itself beside its text."""

    title: str
    as_of: str | None
    links: tuple[Link, ...]
    pictures: int


def inspect(data: bytes, limits: Limits) -> Inspected:
    """What the PDF says of itself; DocumentRefused if it is protected, broken or too long."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _protected() from error
    except MemoryError:
        raise
    except Exception as error:  # pdfminer lets any error out of a broken file
        raise damaged("PDF") from error
    if document.encryption is not None:
        raise _protected()
    pages = list(islice(PDFPage.create_pages(document), limits.pages + 1))
    if not pages:
        raise damaged("PDF")
    if len(pages) > limits.pages:
        raise DocumentRefused(
            Why.too_long,
            f"This PDF has more than {limits.pages} pages. Import the pages that the article is "
            "about as a document of their own.",
        )
    info = document.info[0] if document.info else {}
    links = tuple(Link(url) for page in pages for url in _links(page))[:MAX_LINKS]
    pictures = sum(_pictures(page) for page in pages)
    return Inspected(_text(info.get("Title")), _as_of(info), links, pictures)


def _protected() -> DocumentRefused:
    return DocumentRefused(
        Why.encrypted,
        "This PDF is encrypted (it has a password, or printing or copying is restricted), so it "
        "cannot be read. Import a copy without protection.",
    )


def _text(value: Any) -> str:
    found = resolve1(value)
    return " ".join(decode_text(found).split()) if isinstance(found, bytes) else ""


def _as_of(info: dict[str, Any]) -> str | None:
    for name in ("ModDate", "CreationDate"):
        if match := _DATE.match(_text(info.get(name))):
            return "-".join(match.groups())
    return None


def _links(page: PDFPage) -> list[str]:
    """The web addresses of a page's link annotations, as far as they can be read."""
    found = []
    for item in resolve1(page.annots) or []:
        annotation = resolve1(item)
        action = resolve1(annotation.get("A")) if isinstance(annotation, dict) else None
        uri = resolve1(action.get("URI")) if isinstance(action, dict) else None
        if isinstance(uri, bytes):
            found.append(uri.decode("utf-8", "replace"))
    return found


def _pictures(page: PDFPage) -> int:
    objects = resolve1((page.resources or {}).get("XObject"))
    if not isinstance(objects, dict):
        return 0
    attributes = (getattr(resolve1(item), "attrs", {}) for item in objects.values())
    return sum(getattr(entry.get("Subtype"), "name", "") == "Image" for entry in attributes)
