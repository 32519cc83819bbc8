"""Taking half of the answers away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.benchmark.corpus import read_collection
from knowledge.benchmark.measuring import Sureness
from knowledge.benchmark.removal import SEEDS, halves, spread, sureness_of
from knowledge.benchmark.retrievers import Found, Retriever

from .conftest import WriteFiles


class Knowing:
    """A way that is sure when a document shares two words with the question."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [set(text.casefold().split()) for text in texts]

    def find(self, question: str) -> Found:
        shared = [len(set(question.split()) & words) for words in self._texts]
        return Found(np.argsort([-n for n in shared], kind="stable"), float(max(shared)))


class TestHalves:
    """One collection a seed."""

    def test_half_is_gone(self, write_files: WriteFiles) -> None:
        """Of the relevant documents; every question stays, some without an answer."""
        collection = read_collection(write_files())
        found = list(halves(collection))
        assert len(found) == len(SEEDS) == 10
        for half in found:
            assert len(half.documents) == 2
            assert half.questions == collection.questions
            left = {document.id for document in half.documents}
            assert all(those <= left for those in half.relevant.values())
            assert sum(bool(those) for those in half.relevant.values()) == 2

    def test_same_seed_same_half(self, write_files: WriteFiles) -> None:
        """And not the same for every seed."""
        collection = read_collection(write_files())
        once, again = list(halves(collection)), list(halves(collection))
        assert once == again
        assert len({half.documents for half in once}) > 1

    def test_others_stay(self, write_files: WriteFiles) -> None:
        """A document that answers nothing is never removed."""
        files = write_files(qrels=[{"qid": "q1", "docid": "keys", "score": 1}] * 2)
        assert all(len(h.documents) == 4 for h in halves(read_collection(files)))


class TestSurenessOf:
    """Built again over what is left."""

    def test_knows(self, write_files: WriteFiles) -> None:
        """A way that cannot find what is gone is less sure."""
        half = next(iter(halves(read_collection(write_files()))))
        build: type[Retriever] = Knowing
        assert sureness_of(half, build).auroc > 0.5


class TestSpread:
    """Over seeds."""

    def test_mean_and_sd(self) -> None:
        """The standard deviation is of a sample."""
        found = spread([Sureness(0.7, 0.5, 0.1), Sureness(0.9, 0.5, 0.3)])
        assert found.mean.auroc == pytest.approx(0.8)
        assert found.sd.auroc == pytest.approx(0.02**0.5)
        assert found.sd.fpr_at_95 == 0.0
