"""Reading files of labelled messages: JSON lines of {"text", <label>}."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadRow(Exception):
    """A row that cannot be used; the message names file, line and field."""


@dataclass(frozen=True)
class Labelled:
    """One message and what it is, with its line in the file, from 1."""

    text: str
    label: str
    line: int


def read_labelled(path: Path, field: str = "intent") -> list[Labelled]:
    """Return the rows of the file, empty lines left out; BadRow at the first that is no good."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRow(f"{path} cannot be read: {error}") from error
    rows = [_row(path, n, line, field) for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise BadRow(f"{path} has no rows.")
    return rows


def _row(path: Path, number: int, line: str, field: str) -> Labelled:
    where = f"{path}, line {number}"
    try:
        found = json.loads(line)
    except ValueError as error:
        raise BadRow(f"{where}: not JSON ({error}).") from error
    if not isinstance(found, dict):
        raise BadRow(f'{where}: not an object with "text" and "{field}".')
    return Labelled(_word(found, "text", where), _word(found, field, where), number)


def _word(found: dict[str, Any], field: str, where: str) -> str:
    if field not in found:
        raise BadRow(f'{where}: the field "{field}" is missing.')
    value = found[field]
    if not isinstance(value, str) or not value.strip():
        raise BadRow(f'{where}: the field "{field}" must be text and not empty.')
    return value
