"""What a file is, by its content: its name says nothing here."""

from __future__ import annotations

import codecs
import re
from typing import Final

from knowledge.importing.models import Kind
from knowledge.importing.refusals import DocumentRefused, Why, wrong_kind

ZIP: Final = b"PK\x03\x04"
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS: Final = "Save it as .docx, .pptx or PDF and import that."
# First bytes of what people pick by mistake, and what to call it.
_OTHERS: Final = (
    (b"{\\rtf", "in rich text format (.rtf)"),
    (b"PK\x05\x06", "an empty archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|title|meta|h[1-6]"
    r"|div|p|table|article|main|section|header|nav|ul|ol|script|style|span|a|form|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:\-]{2,30})", re.I)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes) -> Kind | None:
    """The kind of a whole file's content; None for a zip, which its listing will tell.

    Raises DocumentRefused for what is empty, or is no document that can be read.
    """
    if not data.strip():
        raise DocumentRefused(Why.empty, "This file is empty. Choose the document itself.")
    if data.startswith(ZIP):
        return None
    if b"%PDF-" in data[:1024]:
        return Kind.pdf
    if data.startswith(_OLE2):
        raise _old_office(data)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise wrong_kind(what, _SAVE_AS if "rich text" in what else "")
    return _kind_of_text(decoded(data))


def decoded(data: bytes) -> str:
    """The text of `data`: by byte order mark, UTF-8, what a web page says, else Windows-1252.

    Line ends are LF. Raises DocumentRefused if it is no text.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) > len(text) // 1000:
        raise wrong_kind("no document that can be read here")
    return _CONTROL.sub(" ", text)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_declared(data), "replace")


def _declared(data: bytes) -> str:
    """The encoding that a web page names, if it is one of text; else Windows-1252."""
    named = _CHARSET.search(data[:4096])
    try:
        name = codecs.lookup(named[1].decode("ascii")).name if named else "cp1252"
        b"".decode(name)  # refuses what is a codec, but not of text
    except LookupError:
        return "cp1252"
    return "cp1252" if name in ("utf-8", "iso8859-1", "ascii") else name


def _kind_of_text(text: str) -> Kind:
    start = text[:4096]
    if _HTML.match(start):
        return Kind.html
    if start.lstrip().startswith("<?xml"):
        raise wrong_kind("in XML", _SAVE_AS)
    if start.startswith("MIME-Version:"):
        raise wrong_kind("a web archive or an e-mail", "Save it as .html or PDF and import that.")
    return Kind.markdown


def _old_office(data: bytes) -> DocumentRefused:
    if _ENCRYPTED_OFFICE in data:
        return DocumentRefused(
            Why.encrypted,
            "This document is protected by a password, so it cannot be read. Take the password "
            "off (File, Info, Protect) and import that copy.",
        )
    return wrong_kind("in the old Office format (.doc, .ppt or .msg)", _SAVE_AS)
