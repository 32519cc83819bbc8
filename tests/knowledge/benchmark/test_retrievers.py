"""The four ways over one corpus."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.benchmark.plain_file import Plain
from knowledge.benchmark.reading import Encoding, KeepingReader
from knowledge.benchmark.retrievers import RANK_CONSTANT, Found, Fused, ways

from .conftest import DOCUMENTS, QUESTIONS, WordReader

WAYS = ("ours", "bm25s", "MiniLM + FAISS flat", "plain fusion (RRF)")


class Fixed:
    """A way that always finds the same."""

    def __init__(self, *documents: int) -> None:
        self._documents = documents

    def find(self, question: str) -> Found:
        return Found(np.array(self._documents), 1.0)


class TestWays:
    """Built over the same texts, asked the same questions."""

    @pytest.mark.parametrize("name", WAYS)
    def test_finds(self, name: str, reader: WordReader, plain: Plain) -> None:
        """Every document comes back once, the right one first, for each question."""
        encoding = Encoding(KeepingReader(reader), reader)
        builds = ways(plain, encoding, encoding)
        assert tuple(builds) == WAYS
        way = builds[name](list(DOCUMENTS.values()))
        for question, right in QUESTIONS.values():
            found = way.find(question)
            assert sorted(found.documents.tolist()) == [0, 1, 2, 3]
            assert list(DOCUMENTS)[found.documents[0]] == right

    @pytest.mark.parametrize("name", WAYS)
    @pytest.mark.parametrize("question", ["", "?!", "zebra " * 2000])
    def test_takes_anything(
        self, name: str, question: str, reader: WordReader, plain: Plain
    ) -> None:
        """A question without a known word still has an order and a finite confidence."""
        encoding = Encoding(KeepingReader(reader), reader)
        found = ways(plain, encoding, encoding)[name](list(DOCUMENTS.values())).find(question)
        assert len(found.documents) == 4
        assert np.isfinite(found.confidence)

    def test_ours_is_a_probability(self, reader: WordReader, plain: Plain) -> None:
        """Higher where the answer is there."""
        encoding = Encoding(KeepingReader(reader), reader)
        way = ways(plain, encoding, encoding)["ours"](list(DOCUMENTS.values()))
        sure, unsure = way.find(QUESTIONS["q4"][0]).confidence, way.find("zebra").confidence
        assert 0.0 < unsure < sure < 1.0


class TestFused:
    """Reciprocal ranks."""

    def test_by_hand(self) -> None:
        """First and third beats second and second by a little."""
        found = Fused(Fixed(0, 1, 2), Fixed(2, 1, 0)).find("")
        assert found.documents[2] == 1
        assert found.confidence == pytest.approx(1 / (RANK_CONSTANT + 1) + 1 / (RANK_CONSTANT + 3))
