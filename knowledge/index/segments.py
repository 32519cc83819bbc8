"""The two halves of the index: a base built at leisure and a delta built at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import faiss
import numpy as np
import numpy.typing as npt

from knowledge.encoder.protocol import Vectors
from knowledge.glossary import load_glossary
from knowledge.index.discriminant import Discriminant, extend_discriminant, fit_discriminant
from knowledge.index.entry import Entry
from knowledge.index.lexicon import Lexicon
from knowledge.spelling import Speller

Numbers = npt.NDArray[np.int64]

# How many of the nearest rows are looked at: enough for the best three questions of every
# article that has a chance.
NEAREST_ROWS: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class RowTable:
    """Which article a row of vectors belongs to, and which passage (-1: a sample question)."""

    article: Numbers
    passage: Numbers

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> RowTable:
        """Rows in the order of `stack_rows`."""
        article: list[int] = []
        passage: list[int] = []
        for number, entry in enumerate(entries):
            passages, questions = len(entry.passage_vectors), len(entry.question_vectors)
            article += [number] * (passages + questions)
            passage += [*range(passages), *([-1] * questions)]
        return cls(np.array(article, dtype=np.int64), np.array(passage, dtype=np.int64))


def stack_rows(entries: Sequence[Entry], dim: int) -> Vectors:
    """`(rows, dim) float32`: of each entry its passages, then its questions."""
    blocks = [block for e in entries for block in (e.passage_vectors, e.question_vectors)]
    return np.concatenate(blocks) if blocks else np.empty((0, dim), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Base:
    """The articles of the last build or merge, never changed once made."""

    entries: tuple[Entry, ...]
    rows: RowTable
    vectors: faiss.IndexFlatIP
    lexicon: Lexicon
    discriminant: Discriminant
    speller: Speller

    @classmethod
    def build(cls, entries: Sequence[Entry], dim: int) -> Base:
        """A base of `entries` in the order given."""
        vectors = faiss.IndexFlatIP(dim)
        vectors.add(stack_rows(entries, dim))
        return cls(
            tuple(entries),
            RowTable.of(entries),
            vectors,
            Lexicon(entries),
            fit_discriminant(entries, dim),
            Speller(_words(entries)),
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each slug in `entries`."""
        return {entry.article.slug: n for n, entry in enumerate(self.entries)}

    def nearest(self, vector: Vectors) -> tuple[npt.NDArray[np.float32], Numbers]:
        """Cosines and row numbers of the NEAREST_ROWS rows, best first."""
        count = min(NEAREST_ROWS, self.vectors.ntotal)
        if not count:
            return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)
        cosines, rows = self.vectors.search(vector[np.newaxis], count)
        return cosines[0], rows[0]


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """The few articles published since the base was built, never changed once made."""

    entries: tuple[Entry, ...]
    rows: RowTable
    vectors: Vectors
    discriminant: Discriminant

    @classmethod
    def build(cls, entries: Sequence[Entry], base: Base) -> Delta:
        """A delta of `entries` beside `base`, whose term weights and spread it borrows."""
        return cls(
            tuple(entries),
            RowTable.of(entries),
            stack_rows(entries, base.vectors.d),
            extend_discriminant(base.discriminant.precision, entries),
        )


def _words(entries: Sequence[Entry]) -> Counter[str]:
    """The words of articles and glossary. Those of the glossary stand, but are taken for none."""
    words: Counter[str] = Counter()
    for entry in entries:
        words.update(entry.word_counts)
    for word in load_glossary().words:
        words.setdefault(word, 1)
    return words
