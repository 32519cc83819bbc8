"""A BEIR-layout collection: documents, questions, and which document answers which question."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from knowledge.encoder.source import file_sha256
from knowledge.errors import KnowledgeError

QUESTION_FIELDS: Final = ("qid", "query-id")
DOCUMENT_FIELDS: Final = ("docid", "corpus-id")


class BenchmarkError(KnowledgeError):
    """A file of a collection, or what is fitted for plain corpora, cannot be used."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document or a question. `text` begins with the title, on a line of its own, if any."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What is searched, what is asked, and the documents that answer each question asked.

    Only questions that at least one document answers are kept. `hashes` are of the files, by
    what they hold.
    """

    documents: tuple[Text, ...]
    questions: tuple[Text, ...]
    relevant: Mapping[str, frozenset[str]]
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Files:
    """Where a collection lies."""

    corpus: Path
    queries: Path
    qrels: Path


def read_collection(files: Files) -> Collection:
    """The collection in three files: JSON lines, or for judgements also a .tsv with a header.

    Raises BenchmarkError naming the file, the line and the field of the first thing that is wrong.
    """
    documents = _texts(files.corpus, needs_words=False)
    questions = _texts(files.queries, needs_words=True)
    relevant = _relevant(files.qrels, {d.id for d in documents}, {q.id for q in questions})
    asked = tuple(question for question in questions if question.id in relevant)
    if not asked:
        raise BenchmarkError(
            "no question has a relevant document", file=str(files.qrels), accepted="a score above 0"
        )
    named = {"corpus": files.corpus, "queries": files.queries, "qrels": files.qrels}
    hashes = {name: file_sha256(file) for name, file in named.items()}
    return Collection(documents, asked, relevant, hashes)


def _texts(file: Path, *, needs_words: bool) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for line, row in _json_rows(file):
        identity = _identity(file, line, row, ("_id",))
        if identity in found:
            raise _error(file, line, "_id", f"{identity!r} is there twice", "each id once")
        text = row.get("text")
        if not isinstance(text, str):
            problem = "is missing" if text is None else "is not text"
            raise _error(file, line, "text", problem, "a string")
        title = row.get("title") or ""
        if not isinstance(title, str):
            raise _error(file, line, "title", "is not text", "a string, or left out")
        whole = f"{title}\n{text}" if title.strip() else text
        if needs_words and not whole.strip():
            raise _error(file, line, "text", "is empty", "a question")
        found[identity] = Text(identity, whole)
    return tuple(found.values())


def _relevant(file: Path, documents: set[str], questions: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    rows = _tsv_rows(file) if file.suffix == ".tsv" else _json_rows(file)
    for line, row in rows:
        question = _identity(file, line, row, QUESTION_FIELDS)
        document = _identity(file, line, row, DOCUMENT_FIELDS)
        for field, value, known in (
            (QUESTION_FIELDS, question, questions),
            (DOCUMENT_FIELDS, document, documents),
        ):
            if value not in known:
                raise _error(
                    file, line, "/".join(field), f"{value!r} is unknown", "an _id of the other file"
                )
        if _score(file, line, row) > 0:
            found.setdefault(question, set()).add(document)
    return {question: frozenset(those) for question, those in found.items()}


def _score(file: Path, line: int, row: Mapping[str, Any]) -> float:
    value = row.get("score")
    if isinstance(value, bool) or value is None:
        raise _error(file, line, "score", "is missing or no number", "a number")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _error(file, line, "score", f"{value!r} is no number", "a number") from None


def _identity(file: Path, line: int, row: Mapping[str, Any], fields: Sequence[str]) -> str:
    for field in fields:
        value = row.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value:
            return value
    raise _error(file, line, "/".join(fields), "is missing or empty", "a string or a whole number")


def _json_rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in _lines(file):
        try:
            row = json.loads(text)
        except ValueError as error:
            raise _error(file, line, None, f"is not JSON: {error}", "one object a line") from None
        if not isinstance(row, dict):
            raise _error(file, line, None, "is no JSON object", "one object a line")
        yield line, row


def _tsv_rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = list(_lines(file))
    header = next(csv.reader([lines[0][1]], delimiter="\t"))
    wanted = (QUESTION_FIELDS, DOCUMENT_FIELDS, ("score",))
    for fields in wanted:
        if not any(field in header for field in fields):
            accepted = "a header: query-id, corpus-id, score"
            raise _error(file, lines[0][0], "/".join(fields), "is not in the header", accepted)
    for line, text in lines[1:]:
        cells = next(csv.reader([text], delimiter="\t"))
        if len(cells) != len(header):
            problem = f"has {len(cells)} columns, the header {len(header)}"
            raise _error(file, line, None, problem, "as many as the header")
        yield line, dict(zip(header, cells, strict=True))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered from 1. There is at least one."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(
            f"cannot be read: {error}", file=str(file), accepted="a UTF-8 text file"
        ) from error
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise BenchmarkError("is empty", file=str(file), accepted="at least one row")
    yield from lines


def _error(file: Path, line: int, field: str | None, problem: str, accepted: str) -> BenchmarkError:
    return BenchmarkError(problem, file=f"{file}:{line}", field=field, accepted=accepted)
