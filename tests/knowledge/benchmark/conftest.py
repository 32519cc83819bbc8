"""A small collection, and a reader that needs no model."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.benchmark.corpus import Files
from knowledge.benchmark.plain_file import Plain
from knowledge.benchmark.ranking import CONFIDENCE_FEATURES, RANKING_FEATURES
from knowledge.benchmark.reading import Reading

Rows = Sequence[Mapping[str, object]]
WriteFiles = Callable[..., Files]

DOCUMENTS = {
    "lighting": "Street lighting cuts crime where lamps are bright.",
    "coursing": "Hare coursing: seize the dogs and the vehicle.",
    "shops": "Shop theft falls when staff greet every customer.",
    "keys": "Keyless cars are stolen by relay; keep the key in a pouch.",
}
QUESTIONS = {
    "q1": ("do brighter lamps cut crime", "lighting"),
    "q2": ("may we seize dogs from coursers", "coursing"),
    "q3": ("shop theft by the same customer", "shops"),
    "q4": ("relay theft of keyless cars", "keys"),
}


class WordReader:
    """Reads a word as a token, the same word always as the same vector. No files, no model."""

    source_hash = "words"

    def read(self, text: str) -> Reading:
        words = re.findall(r"\w+", text.casefold())
        rows = [_vector(word) for word in words]
        tokens = np.array(rows, dtype=np.float32).reshape(len(rows), 64)
        whole = tokens.sum(axis=0) if words else _vector("")
        whole = (whole / np.linalg.norm(whole)).astype(np.float32)
        return Reading(whole, whole[None, :], tokens)


def _vector(word: str) -> np.ndarray:
    random = np.random.default_rng(zlib.crc32(word.encode()))
    return random.standard_normal(64).astype(np.float32)


@pytest.fixture
def reader() -> WordReader:
    """A reader for tests that are not about meaning."""
    return WordReader()


@pytest.fixture
def plain() -> Plain:
    """Weights by which every reading counts the same."""
    return Plain(
        ranking=np.ones(len(RANKING_FEATURES), dtype=np.float32),
        confidence=np.ones(len(CONFIDENCE_FEATURES), dtype=np.float32),
        offset=-3.0,
        encoders={"small": "words", "large": "words"},
        file_hash="none",
    )


@pytest.fixture
def write_files(tmp_path: Path) -> WriteFiles:
    """Writes a collection, good unless told otherwise, and says where it is."""

    def write(
        corpus: Rows | str | None = None,
        queries: Rows | str | None = None,
        qrels: Rows | str | None = None,
        qrels_name: str = "qrels.jsonl",
    ) -> Files:
        good: tuple[Rows, Rows, Rows] = (
            [{"_id": i, "title": "", "text": text} for i, text in DOCUMENTS.items()],
            [{"_id": i, "text": text} for i, (text, _) in QUESTIONS.items()],
            [{"qid": i, "docid": right, "score": 1} for i, (_, right) in QUESTIONS.items()],
        )
        names = ("corpus.jsonl", "queries.jsonl", qrels_name)
        for name, given, default in zip(names, (corpus, queries, qrels), good, strict=True):
            rows: Rows | str = default if given is None else given
            text = rows if isinstance(rows, str) else "".join(json.dumps(r) + "\n" for r in rows)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Files(*(tmp_path / name for name in names))

    return write
