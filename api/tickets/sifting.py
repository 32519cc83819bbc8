"""Is this a file that may hang on a ticket? Told by what it holds; its name must say the same.

A file is never opened here by what it was made for: an archive is judged by its listing, and of
what is inflated every byte is counted.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Final

import puremagic

from api.errors import Problem

OFFICE: Final = "application/vnd.openxmlformats-officedocument."
# ending: its media type, and what puremagic must find in it (none: it is plain text)
KINDS: Final[dict[str, tuple[str, str | None]]] = {
    ".pdf": ("application/pdf", ".pdf"),
    ".png": ("image/png", ".png"),
    ".jpg": ("image/jpeg", ".jpg"),
    ".jpeg": ("image/jpeg", ".jpg"),
    ".docx": (f"{OFFICE}wordprocessingml.document", ".docx"),
    ".xlsx": (f"{OFFICE}spreadsheetml.sheet", ".xlsx"),
    ".pptx": (f"{OFFICE}presentationml.presentation", ".pptx"),
    ".txt": ("text/plain", None),
    ".csv": ("text/csv", None),
}
ACCEPTED: Final = ", ".join(KINDS)
SURE_FROM: Final = 0.4
MOST_ENTRIES: Final = 2000
MOST_UNPACKED_BYTES: Final = 100 * 1024 * 1024
MOST_RATIO: Final = 100
SMALL_BYTES: Final = 1024 * 1024  # of blank pages and the like: any ratio is harmless
MOST_PART_BYTES: Final = 2 * 1024 * 1024
TYPES: Final = "[Content_Types].xml"
# what a PDF may do besides being read; one that hides it in a packed part is not found
ACTIVE_PDF: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
ACTIVE_PARTS: Final = re.compile(r"vbaproject|activex|oleobject|\.(bin|exe|js|vbs|dll)$")
HARMLESS: Final = "printersettings"  # .bin, and nothing but what a printer was told
FETCHED: Final = re.compile(
    rb"(attachedTemplate|oleObject|frame)\"[^>]*TargetMode=\"External\"", re.I
)


def sift(name: str, data: bytes) -> str:
    """Return the media type of a file that is accepted; else Problem 422, naming what is wrong."""
    suffix = PurePath(name).suffix.lower()
    if not data:
        raise refused("document_empty", "This file is empty.")
    if suffix not in KINDS:
        raise refused("document_type", f"This kind of file is not accepted. Accepted: {ACCEPTED}.")
    media_type, wanted = KINDS[suffix]
    found = _found(data)
    if wanted is None:
        _check_text(data, found)
    elif wanted not in found:
        raise refused("document_type", f"This file does not hold what {suffix} says it does.")
    if wanted == ".pdf" and ACTIVE_PDF.search(data):
        raise refused("document_active", "This PDF holds programs or files. Print it to PDF.")
    if media_type.startswith(OFFICE):
        _check_office(data, media_type)
    return media_type


def refused(code: str, detail: str) -> Problem:
    """Return the refusal of a file."""
    return Problem(422, code, detail, errors=[{"field": "document", "message": detail}])


def _found(data: bytes) -> dict[str, str]:
    """Return the endings and media types that the content speaks for, surely enough."""
    try:
        matches = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return {}
    return {m.extension: m.mime_type for m in matches if m.confidence >= SURE_FROM or _image(m)}


def _image(match: puremagic.main.PureMagicWithConfidence) -> bool:
    return bool(match.mime_type.startswith("image/"))  # JPEG is told by three bytes


def _check_text(data: bytes, found: dict[str, str]) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("document_type", "This is not plain text in UTF-8.") from error
    if "\x00" in text or any(kind != "text/csv" for kind in found.values()):
        raise refused("document_type", "This file holds something else than plain text.")


def _check_office(data: bytes, media_type: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _judge(entries)
            _check_types(archive, entries, media_type)
            for entry in entries:
                if entry.filename.endswith(".rels") and FETCHED.search(_inflated(archive, entry)):
                    raise _active()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refused("document_damaged", "This file is damaged and cannot be read.") from error


def _judge(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the listing alone."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    bomb = len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES
    if bomb or (unpacked > SMALL_BYTES and unpacked > MOST_RATIO * packed):
        raise refused("document_bomb", "This file unpacks to far more than it should.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused("document_encrypted", "This file has a password. Take it off and send that.")
    names = [entry.filename.lower() for entry in entries]
    if any(ACTIVE_PARTS.search(name) for name in names if HARMLESS not in name):
        raise _active()


def _check_types(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], media_type: str) -> None:
    listed = next((entry for entry in entries if entry.filename == TYPES), None)
    said = _inflated(archive, listed) if listed is not None else b""
    if b"macroenabled" in said.lower():
        raise _active()
    if f"{media_type}.main+xml".encode() not in said:
        raise refused("document_type", "This file does not hold what its name says it does.")


def _active() -> Problem:
    return refused("document_active", "This file holds macros or other programs. Save it without.")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the entry's content; one that is larger than any such part is refused."""
    with archive.open(entry) as stream:
        content = stream.read(MOST_PART_BYTES + 1)
    if len(content) > MOST_PART_BYTES:
        raise refused("document_bomb", "This file unpacks to far more than it should.")
    return content
