"""Word and PowerPoint files, which are zip archives: judged by their listing, unpacked in pieces.

Nothing is inflated before the listing is accepted, and of what is inflated every byte is counted,
because a listing can lie. Pictures and embedded files are never read: the archive handed on holds
the XML parts alone, the rest stands in it as empty files.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from knowledge.importing.limits import SMALL_BYTES, Limits
from knowledge.importing.models import Kind, Link
from knowledge.importing.refusals import DocumentRefused, Why, bomb, damaged, wrong_kind
from knowledge.importing.sniffing import ZIP

_PIECE: Final = 64 * 1024
_TYPES: Final = "[Content_Types].xml"
_XML: Final = (".xml", ".rels")
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# A main part's content type, and the kind of document it says.
_KINDS: Final = (
    (b"wordprocessingml.document.main+xml", Kind.docx),
    (b"presentationml.presentation.main+xml", Kind.pptx),
)
_OTHERS: Final = (
    (b"spreadsheetml", "a spreadsheet"),
    (b"wordprocessingml.template", "a template"),
    (b"presentationml.template", "a template"),
    (b"presentationml.slideshow", "a slide show (.ppsx)"),
)
# No Office program writes a document type; it is where entity bombs and outside entities start.
_DECLARATIONS: Final = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_HYPERLINK: Final = re.compile(rb"<Relationship\b[^>]*/hyperlink\"[^>]*>")
_TARGET: Final = re.compile(rb'\bTarget="(https?://[^"]{1,1000})"')
_TITLE: Final = re.compile(rb"<dc:title[^>]*>([^<]{1,500})<")
_MODIFIED: Final = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An Office document safe to hand to a converter, and what else its archive says.

    `counts` says how many pictures, embedded files, headers and comments were not taken over.
    """

    kind: Kind
    archive: io.BytesIO
    title: str
    as_of: str | None
    links: tuple[Link, ...]
    counts: Counter[str]


def unpack(data: bytes, limits: Limits) -> Unpacked:
    """The document in `data`, or DocumentRefused if it is another or is not safe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _judge(entries, limits)
            kind = _kind(archive, entries, limits)
            parts = dict(_parts(archive, entries, limits))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, expat.error) as error:
        raise damaged() from error
    core = parts.get("docProps/core.xml", b"")
    title, modified = _TITLE.search(core), _MODIFIED.search(core)
    return Unpacked(
        kind=kind,
        archive=_packed(entries, parts),
        title=html.unescape(title[1].decode("utf-8", "replace")).strip() if title else "",
        as_of=modified[1].decode() if modified else None,
        links=tuple(_links(parts)) if kind is Kind.pptx else (),  # Word's stand in its Markdown
        counts=_counts(entries),
    )


def _judge(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse by the listing alone."""
    names = [entry.filename for entry in entries]
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.archive_entries or unpacked > limits.unpacked_bytes:
        raise bomb()
    if unpacked > SMALL_BYTES and unpacked > limits.ratio * max(packed, 1):
        raise bomb()
    for entry in entries:
        if entry.file_size > SMALL_BYTES:
            if entry.file_size > limits.ratio * max(entry.compress_size, 1):
                raise bomb()
            if entry.filename.lower().endswith(_XML) and entry.file_size > limits.part_bytes:
                raise bomb()
        if entry.flag_bits & 0x1:
            raise DocumentRefused(
                Why.encrypted,
                "This file is protected by a password, so it cannot be read. Take the password "
                "off and import that copy.",
            )
    if len(set(names)) < len(names) or any(e.compress_type not in _METHODS for e in entries):
        raise damaged()


def _kind(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> Kind:
    by_name = {entry.filename: entry for entry in entries}
    if _TYPES not in by_name:
        raise _no_office(archive, by_name, limits)
    types = _inflated(archive, by_name[_TYPES], limits.part_bytes)
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in by_name):
        raise DocumentRefused(
            Why.macros,
            "This document holds macros, which are programs, so it was not opened. Save it as "
            ".docx or .pptx (without macros) and import that copy.",
        )
    for mark, kind in _KINDS:
        if mark in types:
            _refuse_archives_within(archive, entries)
            return kind
    for mark, what in _OTHERS:
        if mark in types:
            raise wrong_kind(what)
    raise damaged()


def _no_office(
    archive: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo], limits: Limits
) -> DocumentRefused:
    if "mimetype" in by_name:
        said = _inflated(archive, by_name["mimetype"], limits.part_bytes)
        if said.startswith(b"application/vnd.oasis.opendocument"):
            return wrong_kind("in the OpenDocument format", "Save it as .docx, .pptx or PDF.")
        if said.startswith(b"application/epub"):
            return wrong_kind("an e-book")
    return DocumentRefused(
        Why.archive,
        "This file is an archive, not a document. Unpack it and import one document at a time.",
    )


def _refuse_archives_within(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive inside the document; an embedded Office file is left unread instead."""
    for entry in entries:
        name = entry.filename.lower()
        if name.endswith(_XML) or entry.is_dir() or not entry.file_size:
            continue
        if "/embeddings/" in name and name.endswith((".xlsx", ".docx", ".pptx")):
            continue
        with archive.open(entry) as stream:
            if stream.read(len(ZIP)) == ZIP:
                raise DocumentRefused(
                    Why.archive,
                    "This document holds another archive, so it was not opened. Take the "
                    "attached file out and import the document without it.",
                )


def _parts(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    """The XML parts by name, inflated in pieces, counted and well-formed."""
    left = limits.unpacked_bytes
    for entry in entries:
        if entry.filename.lower().endswith(_XML):
            part = _inflated(archive, entry, min(limits.part_bytes, left))
            left -= len(part)
            if any(word in part for word in _DECLARATIONS):
                raise DocumentRefused(
                    Why.damaged,
                    "This document declares entities of its own, which no Office program does, "
                    "so it was not opened. Save it again in Word or PowerPoint.",
                )
            expat.ParserCreate().Parse(part, True)  # a converter would mend it and lose the rest
            yield entry.filename, part


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The content of `entry`, refused as soon as it is more than `most` or than it said."""
    content = bytearray()
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            content += piece
            if len(content) > min(most, entry.file_size):
                raise bomb()
    return bytes(content)


def _packed(entries: list[zipfile.ZipInfo], parts: dict[str, bytes]) -> io.BytesIO:
    """A new archive with the XML parts, and an empty file for each of the others."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            if not entry.is_dir():
                archive.writestr(entry.filename, parts.get(entry.filename, b""))
    made.seek(0)
    return made


def _links(parts: dict[str, bytes]) -> Iterator[Link]:
    """Where hyperlinks of slides lead, in the order of the slides' names."""
    for name in sorted(parts, key=lambda name: (len(name), name)):
        if name.startswith("ppt/slides/_rels/"):
            for relation in _HYPERLINK.findall(parts[name]):
                if target := _TARGET.search(relation):
                    yield Link(html.unescape(target[1].decode("utf-8", "replace")))


def _counts(entries: list[zipfile.ZipInfo]) -> Counter[str]:
    """How many things of each kind the archive holds that are not taken over."""
    found: Counter[str] = Counter()
    for entry in entries:
        folder, _, name = entry.filename.lower().rpartition("/")
        if folder.endswith("/media"):
            found["picture"] += 1
        elif folder.endswith(("/embeddings", "/activex")) and not name.endswith(".rels"):
            found["embedded file"] += 1
        elif folder == "word" and name.startswith(("header", "footer")):
            found["page header or footer"] += 1
        elif name.startswith("comment") and name.endswith(".xml"):
            found["set of comments"] += 1
    return found
