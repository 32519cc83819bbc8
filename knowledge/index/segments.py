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
from knowledge.index.logistic import fit_logistic
from knowledge.index.rows import RowTable, index_rows, stack_rows
from knowledge.spelling import Speller

Numbers = npt.NDArray[np.int64]

# How many of the nearest rows are looked at: enough for the best three questions of every
# article that has a chance.
NEAREST_ROWS: Final = 512


@dataclass(frozen=True, eq=False)
class Base:
    """The articles of the last build or merge, never changed once made."""

    entries: tuple[Entry, ...]
    rows: RowTable
    vectors: faiss.Index
    lexicon: Lexicon
    discriminant: Discriminant
    logistic: Vectors  # (entries, dim + 1), offset last; no rows if there are too many entries
    speller: Speller

    @classmethod
    def build(cls, entries: Sequence[Entry], dim: int, logistic: Vectors | None = None) -> Base:
        """A base of `entries` in the order given; `logistic` is theirs, if it was fitted before."""
        return cls(
            tuple(entries),
            RowTable.of(entries),
            index_rows(entries, dim),
            Lexicon(entries),
            fit_discriminant(entries, dim),
            fit_logistic(entries, dim) if logistic is None else logistic,
            Speller(_words(entries)),
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each slug in `entries`."""
        return {entry.article.slug: n for n, entry in enumerate(self.entries)}

    @cached_property
    def question_counts(self) -> npt.NDArray[np.float32]:
        """How many sample questions each of `entries` has."""
        return count_questions(self.entries)

    @cached_property
    def claims(self) -> dict[str, tuple[int, ...]]:
        """The places in `entries` of those that each matching key belongs to."""
        claims: dict[str, tuple[int, ...]] = {}
        for number, entry in enumerate(self.entries):
            for key in entry.keys:
                claims[key] = (*claims.get(key, ()), number)
        return claims

    def nearest(self, vector: Vectors) -> tuple[npt.NDArray[np.float32], Numbers]:
        """Cosines and row numbers of the NEAREST_ROWS rows, best first."""
        count = min(NEAREST_ROWS, self.vectors.ntotal)
        if not count:
            return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int64)
        # Of the calling thread alone. Two threads took a third longer for one question, and
        # four times as long whenever one had to wait for the other.
        faiss.omp_set_num_threads(1)
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


def count_questions(entries: Sequence[Entry]) -> npt.NDArray[np.float32]:
    """`(entries,) float32`: how many sample questions each has."""
    return np.array([len(entry.question_vectors) for entry in entries], dtype=np.float32)


def _words(entries: Sequence[Entry]) -> Counter[str]:
    """The words of articles and glossary. Those of the glossary stand, but are taken for none."""
    words: Counter[str] = Counter()
    for entry in entries:
        words.update(entry.word_counts)
    for word in load_glossary().words:
        words.setdefault(word, 1)
    return words
