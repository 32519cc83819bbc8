"""Small libraries are searched row by row, large ones by codes that find the same."""

from __future__ import annotations

from dataclasses import replace

import faiss
import numpy as np
import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.encoder.protocol import Vectors
from knowledge.index.entry import Entry, make_entry
from knowledge.index.rows import index_rows, stack_rows

DIM = 64
ROWS = 4000


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Entries of ten rows each, around 100 places."""
    from tests.knowledge.conftest import make_article

    random = np.random.default_rng(7)
    places = random.standard_normal((100, DIM), dtype=np.float32)
    rows = places[random.integers(0, 100, ROWS)]
    rows = rows + random.standard_normal((ROWS, DIM), dtype=np.float32) * np.float32(0.5)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one = make_entry(make_article(), FakeEncoder())
    return [
        replace(one, passage_vectors=rows[n : n + 6], question_vectors=rows[n + 6 : n + 10])
        for n in range(0, ROWS, 10)
    ]


def nearest(index: faiss.Index, vectors: Vectors, count: int) -> list[list[int]]:
    """The row numbers, best first."""
    found: list[list[int]] = index.search(vectors, count)[1].tolist()
    return found


class TestIndexRows:
    """Exact up to a number of rows."""

    def test_exact(self, entries: list[Entry]) -> None:
        """Every row is compared as it is."""
        index = index_rows(entries, DIM, exact_rows=ROWS)
        rows = stack_rows(entries, DIM)
        cosines, found = index.search(rows[:5], 50)
        wanted = np.sort(rows[:5] @ rows.T, axis=1)[:, ::-1][:, :50]
        np.testing.assert_allclose(cosines, wanted, atol=1e-5)
        assert found[:, 0].tolist() == [0, 1, 2, 3, 4]

    def test_coded(self, entries: list[Entry]) -> None:
        """One row more: the nearest are found, with cosines that are right to two places."""
        index = index_rows(entries, DIM, exact_rows=ROWS - 1)
        rows = stack_rows(entries, DIM)
        exact = nearest(index_rows(entries, DIM), rows[::100], 20)
        coded = nearest(index, rows[::100], 20)
        shared = [len({*a} & {*b}) / 20 for a, b in zip(exact, coded, strict=True)]
        assert [found[0] for found in coded] == list(range(0, ROWS, 100))
        assert float(np.mean(shared)) > 0.95
        cosines, found = index.search(rows[:1], 20)
        np.testing.assert_allclose(cosines[0], rows[found[0]] @ rows[0], atol=0.01)

    def test_the_same_rows_give_the_same_index(self, entries: list[Entry]) -> None:
        """Coding is trained, and has no chance in it."""
        rows = stack_rows(entries, DIM)[:20]
        one, again = (index_rows(entries, DIM, exact_rows=0) for _ in range(2))
        np.testing.assert_array_equal(one.search(rows, 30)[0], again.search(rows, 30)[0])

    def test_none(self) -> None:
        """A library may be empty."""
        assert index_rows([], DIM).ntotal == 0

    def test_what_a_search_finds(self, five_articles: tuple[Article, ...]) -> None:
        """Articles in the order of `stack_rows`: passages, then questions."""
        fake = FakeEncoder()
        made = [make_entry(article, fake) for article in five_articles]
        index = index_rows(made, fake.dim)
        question = fake.encode([five_articles[1].sample_questions[0]])
        row = nearest(index, question, 1)[0][0]
        first = len(made[0].passage_vectors) + len(made[0].question_vectors)
        assert row == first + len(made[1].passage_vectors) + 1  # after the title
