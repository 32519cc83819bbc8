"""The log as a file for somebody else: a line of JSON an entry, or CSV for a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from api.audit import repository
from api.audit.repository import Sealed

COLUMNS = ("number", "at", "actor_id", "actor", "action", "object_kind", "object_id", "key_id",
           "mac")  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with: spreadsheets would run it."""


class Form(StrEnum):
    """What an export is written as."""

    JSONL = "jsonl"
    CSV = "csv"


def export(session: Session, form: Form, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the whole log, the oldest entry first, a line at a time.

    `names` says what to call each person beside their id. Everything that is sealed is there, so
    that who has the key can check the file without us.
    """
    repository.snapshot(session)
    line: Callable[[Mapping[str, object]], str] = _as_json if form is Form.JSONL else _as_csv
    if form is Form.CSV:
        yield _as_csv({column: column for column in COLUMNS})
    for row in repository.entries(session):
        yield line(_fields(row, names))


def _fields(row: Sealed, names: Mapping[str, str]) -> Mapping[str, object]:
    entry = row.entry
    parts = (entry.number, entry.at, entry.actor_id, names.get(entry.actor_id, ""), entry.action,
             entry.object_kind, entry.object_id, row.key_id, row.mac)  # fmt: skip
    return dict(zip(COLUMNS, parts, strict=True))


def _as_json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, default=repr) + "\n"


def _as_csv(fields: Mapping[str, object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_cell(fields[column]) for column in COLUMNS])
    return written.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
