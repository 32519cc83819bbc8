"""A library of any size made by seed, as an index on disk: to see what size alone costs.

Its articles are the real ones, over and over: each copy shifted away from its original and from
the other copies, each of its rows a little more, its words drawn from the original's and from
everybody's. Nothing is encoded. It stands for size, not for quality.

    python -m measure.synthetic var/index /tmp/large --articles 16667
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from knowledge import DEFAULT_FIT, Article, Section, load_fit
from knowledge.encoder.onnx import read_export
from knowledge.encoder.protocol import Vectors
from knowledge.index.entry import Entry, question_texts
from knowledge.index.folder import Manifest, Stored, read_index, write_index
from launch.settings import Settings

PASSAGE_WORDS: Final = 60
QUESTIONS: Final = 2  # sample questions a copy, beside its title
SHIFT: Final = 0.8  # how far a copy is from its original; a vector of the library has length 1
NOISE: Final = 0.5  # how far each of its rows is from that
SEED: Final = 20_261_123


@dataclass(frozen=True, slots=True)
class Words:
    """Words as often as they are used: by one article, and by all."""

    own: npt.NDArray[np.str_]
    every: npt.NDArray[np.str_]

    def draw(self, count: int, random: np.random.Generator) -> str:
        """`count` words, half of them the article's own."""
        own = random.choice(self.own, count - count // 2)
        return " ".join([*own.tolist(), *random.choice(self.every, count // 2).tolist()])


def synthetic_entries(real: Sequence[Entry], count: int, seed: int = SEED) -> Iterator[Entry]:
    """`count` articles after `real` in turn, each with as many passages as its original.

    The same `real` and `seed` give the same articles and vectors. What an index on disk does not
    hold (terms, words, keys, excerpts) they lack.
    """
    random = np.random.default_rng(seed)
    owned = [np.array(_all_text(entry.article).split()) for entry in real]
    every = np.concatenate(owned)
    for number in range(count):
        place = number % len(real)
        yield _copy(real[place], number, Words(owned[place], every), random)


def _copy(original: Entry, number: int, words: Words, random: np.random.Generator) -> Entry:
    old = original.article
    asked = random.choice(len(old.sample_questions), min(QUESTIONS, len(old.sample_questions)))
    sections = [
        Section(s.heading, f"{words.draw(PASSAGE_WORDS, random)} [1].") for s in old.sections
    ]
    article = replace(
        old,
        slug=f"{old.slug}-{number}",
        title=f"{old.title} {words.draw(4, random)}",
        summary=f"{words.draw(PASSAGE_WORDS, random)} [1].",
        sections=tuple(sections),
        sample_questions=tuple(
            f"{old.sample_questions[n]} {words.draw(2, random)}" for n in asked.tolist()
        ),
    )
    shift = _direction(1, original.passage_vectors.shape[1], random) * np.float32(SHIFT)
    rows = random.choice(len(original.question_vectors), len(question_texts(article)))
    return Entry(
        article=article,
        content_hash="",
        passage_vectors=_near(original.passage_vectors + shift, random),
        question_vectors=_near(original.question_vectors[rows] + shift, random),
        term_counts={},
        word_counts={},
        keys=frozenset(),
        excerpts=(),
    )


def _near(rows: Vectors, random: np.random.Generator) -> Vectors:
    moved = rows + _direction(len(rows), rows.shape[1], random) * np.float32(NOISE)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def _direction(count: int, dim: int, random: np.random.Generator) -> Vectors:
    rows = random.standard_normal((count, dim), dtype=np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _all_text(article: Article) -> str:
    bodies = [section.body_markdown for section in article.sections]
    return " ".join([article.title, article.summary, *bodies, *article.sample_questions])


def write_synthetic(index: Path, folder: Path, articles: int, encoder_sha256: str) -> None:
    """`folder` is an index of `articles` articles made after those of `index`."""
    stored = read_index(index, encoder_sha256, load_fit(DEFAULT_FIT).fit_hash)
    entries = tuple(synthetic_entries(stored.entries, articles))
    manifest: Manifest = stored.manifest.model_copy(update={"index_version": "synthetic"})
    made = Stored(manifest, entries, stored.logistic[:0], stored.signpost_vectors)
    write_index(folder, made)


def main(index: Path, folder: Path, articles: Annotated[int, typer.Option(min=1)] = 16_667) -> None:
    """Write the index."""
    encoder = read_export(Settings.read({}).encoder)
    write_synthetic(index, folder, articles, encoder.source_sha256)


if __name__ == "__main__":
    typer.run(main)
