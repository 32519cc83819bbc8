"""Half of the relevant documents taken away, so that some questions have no answer left."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from knowledge.benchmark.corpus import Collection
from knowledge.benchmark.measuring import Sureness, measure_sureness
from knowledge.benchmark.retrievers import Build

SEEDS: Final = tuple(range(10))


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation over the seeds."""

    mean: Sureness
    sd: Sureness


def halves(collection: Collection, seeds: tuple[int, ...] = SEEDS) -> Iterator[Collection]:
    """For each seed the collection without a random half of its relevant documents.

    All questions are kept; one whose documents are all gone has an empty set.
    """
    relevant = sorted({document for those in collection.relevant.values() for document in those})
    for seed in seeds:
        gone = frozenset(random.Random(seed).sample(relevant, len(relevant) // 2))
        yield Collection(
            documents=tuple(d for d in collection.documents if d.id not in gone),
            questions=collection.questions,
            relevant={q: those - gone for q, those in collection.relevant.items()},
            hashes=collection.hashes,
        )


def sureness_of(collection: Collection, build: Build) -> Sureness:
    """How sure a way built over what is left is, of questions that have an answer left or none."""
    way = build([document.text for document in collection.documents])
    found = [way.find(question.text) for question in collection.questions]
    first = [collection.documents[int(f.documents[0])].id for f in found]
    left = [collection.relevant[question.id] for question in collection.questions]
    return measure_sureness(
        np.array([f.confidence for f in found], dtype=np.float64),
        np.array([bool(those) for those in left]),
        np.array([one in those for one, those in zip(first, left, strict=True)]),
    )


def spread(figures: list[Sureness]) -> Spread:
    """Mean and standard deviation of each figure."""
    rows = np.array([astuple(figure) for figure in figures], dtype=np.float64)
    mean, sd = rows.mean(axis=0), rows.std(axis=0, ddof=1 if len(rows) > 1 else 0)
    return Spread(Sureness(*map(float, mean)), Sureness(*map(float, sd)))
