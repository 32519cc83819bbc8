"""Names of files: the one that was uploaded, and the one that a draft is kept in."""

from __future__ import annotations

import re
from pathlib import PurePath


def slug_of(title: str) -> str:
    """A file's name for an article of that title."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "-".join(words)[:80].strip("-") or "article"


def file_name(given: str) -> str:
    """The last part of an uploaded file's name, on one line, at most 150 characters."""
    name = PurePath(given.replace("\\", "/")).name
    printable = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(printable.split())[-150:] or "document"
