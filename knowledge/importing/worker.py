"""Reading one document, within the process made for it: content to Markdown, by markitdown.

markitdown's converters are called by themselves: its front class also loads a model that guesses
what a file is, which is known here, and would read addresses, which must not happen.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

from knowledge.importing import archive, sniffing
from knowledge.importing.limits import Limits
from knowledge.importing.models import KIND_NAMES, Converted, Kind
from knowledge.importing.refusals import DocumentRefused, Why, damaged, too_costly, too_long

# Word's "Title" is a heading here, and the document's first.
_STYLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_PLURALS: Final = {
    "set of comments": "sets of comments",
    "script in a tag": "scripts in tags",
    "page header or footer": "page headers or footers",
    "embedded frame or object": "embedded frames or objects",
}
ENOUGH_LETTERS: Final = 20


def read(path: Path, limits: Limits) -> Converted:
    """The document at `path` as Markdown; DocumentRefused says why not."""
    data = path.read_bytes()
    kind = sniffing.kind_of(data)
    try:
        converted = _read(kind, data, limits)
    except DocumentRefused:
        raise
    except (MemoryError, RecursionError) as error:
        raise too_costly() from error
    except Exception as error:  # a converter lets any error out of a broken file
        raise damaged(KIND_NAMES[kind] if kind else "document") from error
    return _judged(converted, limits)


def _read(kind: Kind | None, data: bytes, limits: Limits) -> Converted:
    if kind is None:
        return _office(data, limits)
    if kind is Kind.pdf:
        return _pdf(data, limits)
    if kind is Kind.html:
        from knowledge.importing import webpage

        page = webpage.clean(sniffing.decoded(data))
        markdown = _converted(kind, io.BytesIO(page.html.encode()), charset="utf-8")
        return Converted(kind, markdown, page.title, page.as_of, (), _left_out(page.counts))
    return Converted(kind, sniffing.decoded(data))


def _office(data: bytes, limits: Limits) -> Converted:
    found = archive.unpack(data, limits)
    options = {"style_map": _STYLES} if found.kind is Kind.docx else {}
    markdown = _COMMENT.sub("", _converted(found.kind, found.archive, **options))
    markdown = _PICTURE.sub("", markdown)
    left_out = _left_out(found.counts)
    return Converted(found.kind, markdown, found.title, found.as_of, found.links, left_out)


def _pdf(data: bytes, limits: Limits) -> Converted:
    from knowledge.importing import portable  # pdfminer takes half a second

    about = portable.inspect(data, limits)
    markdown = _converted(Kind.pdf, io.BytesIO(data))
    left_out = _left_out(Counter({"picture": about.pictures}))
    return Converted(Kind.pdf, markdown, about.title, about.as_of, about.links, left_out)


def _converted(kind: Kind, stream: io.BytesIO, charset: str | None = None, **options: Any) -> str:
    import markitdown  # takes a second or two, so only once the document is one to convert
    from markitdown import converters

    made = {
        Kind.docx: converters.DocxConverter,
        Kind.pptx: converters.PptxConverter,
        Kind.pdf: converters.PdfConverter,
        Kind.html: converters.HtmlConverter,
    }
    info = markitdown.StreamInfo(extension=f".{kind}", charset=charset)
    markdown: str = made[kind]().convert(stream, info, **options).markdown
    return markdown.replace("\r\n", "\n").replace("\r", "\n")


def _left_out(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(
        f"{count} {name if count == 1 else _PLURALS.get(name, name + 's')} left out."
        for name, count in sorted(counts.items())
        if count
    )


def _judged(converted: Converted, limits: Limits) -> Converted:
    letters = sum(map(str.isalnum, converted.markdown[:100_000]))
    if letters < ENOUGH_LETTERS:
        raise DocumentRefused(
            Why.no_text,
            "No text was found in this document: it may be a scan or pictures only. Import a "
            "copy with text, such as one that text recognition (OCR) has gone over.",
        )
    if len(converted.markdown) > limits.text_chars:
        raise too_long(len(converted.markdown), limits.text_chars)
    return converted
