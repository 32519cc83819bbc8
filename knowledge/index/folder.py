"""An index on disk: versions side by side, and a pointer to the current one.

    <folder>/CURRENT                     the name of a version's folder
    <folder>/<version>/manifest.json     what it is for, and the sha256 of each other file
    <folder>/<version>/articles.json     the articles as published
    <folder>/<version>/vectors.faiss     their vectors, in the order of `stack_rows`
    <folder>/<version>/logistic.npy      the weights of their classifier, or no rows
    <folder>/<version>/signposts.npy     the vectors of the signposts' examples

A version is written beside, checksummed, renamed into place, and only then pointed at: a reader
sees the old one or the new one, whole. What costs little is computed again at load.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import faiss
import numpy as np
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.encoder.protocol import Vectors
from knowledge.encoder.source import file_sha256
from knowledge.errors import IndexFolderError
from knowledge.index.entry import Entry, assemble_entry, passage_texts, question_texts
from knowledge.index.rows import exact_index
from knowledge.models import Article

POINTER: Final = "CURRENT"
MANIFEST: Final = "manifest.json"
ARTICLES: Final = "articles.json"
VECTORS: Final = "vectors.faiss"
LOGISTIC: Final = "logistic.npy"
SIGNPOSTS: Final = "signposts.npy"
FORMAT: Final = 2
_FILES: Final = (ARTICLES, VECTORS, LOGISTIC, SIGNPOSTS)
_REBUILD: Final = "run `python -m knowledge build`"
_ARTICLES: Final = TypeAdapter(list[Article])


class Manifest(BaseModel):
    """What a version is for. The hashes are sha256 in hex."""

    format: Literal[2] = 2
    index_version: str
    encoder_sha256: str
    fit_sha256: str
    signposts_sha256: str
    dim: int
    files: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """One version as read from disk, or about to be written."""

    manifest: Manifest
    entries: tuple[Entry, ...]
    logistic: Vectors
    signpost_vectors: Vectors


def write_index(folder: Path, stored: Stored) -> Path:
    """The version's folder, which is now the current one. `manifest.files` is filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".new-{uuid4().hex}"
    beside.mkdir()
    try:
        _write_files(beside, stored)
        place = folder / f"{stored.manifest.index_version}-{uuid4().hex[:8]}"
        beside.rename(place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    previous = _current_name(folder)
    _point_at(folder, place.name)
    _remove_others(folder, keep={place.name, previous})
    return place


def read_index(folder: Path, encoder_sha256: str, fit_sha256: str) -> Stored:
    """The current version. Raises IndexFolderError unless it is whole and was made for these."""
    place = folder / (_current_name(folder) or POINTER)
    manifest = _read_manifest(place)
    for field, found, wanted in (
        ("encoder_sha256", manifest.encoder_sha256, encoder_sha256),
        ("fit_sha256", manifest.fit_sha256, fit_sha256),
    ):
        if found != wanted:
            raise IndexFolderError(
                f"the index was made for {found}, not {wanted}",
                file=str(place / MANIFEST),
                field=field,
                accepted=_REBUILD,
            )
    _require_whole(place, manifest)
    with _reading(place / ARTICLES):
        articles = _ARTICLES.validate_json((place / ARTICLES).read_bytes())
    with _reading(place / VECTORS):
        vectors = faiss.read_index(str(place / VECTORS))
        rows = vectors.reconstruct_n(0, vectors.ntotal).reshape(-1, manifest.dim)
    logistic, signposts = _load_rows(place / LOGISTIC), _load_rows(place / SIGNPOSTS)
    return Stored(manifest, _assemble(articles, rows), logistic, signposts)


def _write_files(place: Path, stored: Stored) -> None:
    articles = [entry.article for entry in stored.entries]
    (place / ARTICLES).write_bytes(_ARTICLES.dump_json(articles))
    faiss.write_index(exact_index(stored.entries, stored.manifest.dim), str(place / VECTORS))
    np.save(place / LOGISTIC, stored.logistic)
    np.save(place / SIGNPOSTS, stored.signpost_vectors)
    hashes = {name: file_sha256(place / name) for name in _FILES}
    text = stored.manifest.model_copy(update={"files": hashes}).model_dump_json(indent=1)
    (place / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _read_manifest(place: Path) -> Manifest:
    file = place / MANIFEST
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = "there is no index here" if isinstance(error, OSError) else str(error)
        raise IndexFolderError(problem, file=str(place), accepted=_REBUILD) from error
    if isinstance(found, dict) and found.get("format") != FORMAT:
        problem = f"has format {found.get('format')}; this version reads {FORMAT}"
        raise IndexFolderError(problem, file=str(file), field="format", accepted=_REBUILD)
    with _reading(file):
        return Manifest.model_validate(found)


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """IndexFolderError, naming the file, for whatever pydantic, faiss or numpy make of it."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, EOFError) as error:
        problem = str(error)
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        problem = f"cannot be read: {problem}"
        raise IndexFolderError(problem, file=str(file), accepted=_REBUILD) from error


def _load_rows(file: Path) -> Vectors:
    with _reading(file):
        rows: Vectors = np.load(file)
        return rows


def _require_whole(place: Path, manifest: Manifest) -> None:
    for name in _FILES:
        file, expected = place / name, manifest.files.get(name)
        found = file_sha256(file) if file.is_file() else "missing"
        if found != expected:
            raise IndexFolderError(
                f"is {found}, not {expected}: damaged or altered", file=str(file), accepted=_REBUILD
            )


def _assemble(articles: Sequence[Article], rows: Vectors) -> tuple[Entry, ...]:
    entries, start = [], 0
    for article in articles:
        middle = start + len(passage_texts(article))
        end = middle + len(question_texts(article))
        entries.append(assemble_entry(article, rows[start:middle], rows[middle:end]))
        start = end
    return tuple(entries)


def _current_name(folder: Path) -> str | None:
    pointer = folder / POINTER
    if not pointer.is_file():
        return None
    return pointer.read_text(encoding="utf-8", errors="replace").strip()  # damaged, it names none


def _point_at(folder: Path, name: str) -> None:
    beside = folder / f".{POINTER}-{uuid4().hex}"
    beside.write_text(name + "\n", encoding="utf-8")
    beside.replace(folder / POINTER)


def _remove_others(folder: Path, keep: set[str | None]) -> None:
    for place in folder.iterdir():
        if place.is_dir() and place.name not in keep and (place / MANIFEST).is_file():
            shutil.rmtree(place, ignore_errors=True)
