"""The measuring of searches and publications, on a library made by seed: small, and not encoded.

The figures themselves are for `make bench`; here only what they are read from has to be right.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge import Fit, Searcher, load_fit
from knowledge.encoder import FakeEncoder
from knowledge.index.entry import make_entry
from measure.publish_speed import ClockedEncoder, PublishTimes, publish_table, time_publishing
from measure.search_speed import Library, SearchTimes, search_table, time_searches
from measure.speed import _open_libraries
from measure.synthetic import synthetic_entries, write_synthetic
from measure.timing import Times
from tests.knowledge.conftest import TOPICS, make_article

ARTICLES = tuple(make_article(slug) for slug in TOPICS)


def lent_fit() -> Fit:
    """The committed fit, cut to the fake encoder's size."""
    fake, fit = FakeEncoder(), load_fit()
    scope = np.zeros((2, fake.dim + 1), dtype=np.float32)
    return replace(fit, encoder_hash=fake.source_hash, scope=scope)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The five articles as an index, and 40 made after them as a large one; both can be opened."""
    fake, fit = FakeEncoder(), lent_fit()
    monkeypatch.setattr("knowledge.searcher.load_fit", lambda _: fit)
    Searcher.build(ARTICLES, fake, fit).save(tmp_path / "index")
    write_synthetic(tmp_path / "index", tmp_path / "large", 40, fake.source_hash)
    return tmp_path


class TestSyntheticEntries:
    """Articles that differ, by seed."""

    def test_the_same_seed_gives_the_same(self) -> None:
        """Texts and vectors; another seed gives others."""
        real = [make_entry(article, FakeEncoder()) for article in ARTICLES]
        one, again = list(synthetic_entries(real, 12)), list(synthetic_entries(real, 12))
        assert [e.article for e in one] == [e.article for e in again]
        other = next(iter(synthetic_entries(real, 1, seed=1)))
        assert other.article != one[0].article
        np.testing.assert_array_equal(one[11].question_vectors, again[11].question_vectors)

    def test_rows_and_length(self) -> None:
        """A passage a section and one for the summary, three questions, all of length one."""
        real = [make_entry(article, FakeEncoder()) for article in ARTICLES]
        for entry in synthetic_entries(real, 10):
            assert len(entry.passage_vectors) == 1 + len(entry.article.sections)
            assert len(entry.question_vectors) == 3
            norms = np.linalg.norm(entry.question_vectors, axis=1)
            assert norms.tolist() == pytest.approx([1.0] * 3, rel=1e-5)


class TestOpenLibraries:
    """Each index there is."""

    def test_both(self, folder: Path) -> None:
        """The real one, and the one made after it."""
        libraries = list(_open_libraries(folder, ClockedEncoder(FakeEncoder())))
        assert [len(library.searcher.articles) for library in libraries] == [5, 40]
        assert [library.aim for library in libraries] == [3.0, 10.0]

    def test_without_the_large_one(self, tmp_path: Path, folder: Path) -> None:
        """`--small` makes none."""
        (folder / "large").rename(tmp_path / "elsewhere")
        assert len(list(_open_libraries(folder, ClockedEncoder(FakeEncoder())))) == 1


class TestSearchTable:
    """The bound is on what the encoder does not take."""

    def test_real_searches(self, folder: Path) -> None:
        """A round times each library by both kinds of question; parts add up to the whole."""
        encoder = ClockedEncoder(FakeEncoder())
        libraries = list(_open_libraries(folder, encoder))
        sides, call = time_searches(libraries, FakeEncoder(), ["a dog", "a lamp"], rounds=3)
        assert len(sides) == 4
        assert len(call.each) == 3
        for side in sides:
            for whole, encode, rest in zip(side.whole, side.encode, side.rest, strict=True):
                assert whole == pytest.approx(encode + rest)

    @pytest.mark.parametrize(("rest_ms", "holds"), [(2.0, True), (2.1, False)])
    def test_bound(self, searcher_of_five: Searcher, rest_ms: float, holds: bool) -> None:
        """An aim of 3 calls leaves 2 beside the encoder, however long that takes."""
        library = Library("five", searcher_of_five, 3.0, 1000.0)
        side = SearchTimes(library, "x", iter(()), [99.0], [99.0 - rest_ms], [rest_ms])
        assert search_table([side], Times([1.0]))[1] is holds


class TestTimePublishing:
    """From the call until it is found."""

    def test_nothing_stays_behind(self, folder: Path) -> None:
        """What was published for it is withdrawn; encoding is part of the whole."""
        encoder = ClockedEncoder(FakeEncoder())
        library = next(iter(_open_libraries(folder, encoder)))
        rows = time_publishing(library, ARTICLES, encoder)
        assert set(library.searcher.articles) == set(TOPICS)
        assert all(0 < row.encode.p50 <= row.whole.p50 for row in rows)

    @pytest.mark.parametrize(("whole_ms", "holds"), [(1000.0, True), (1001.0, False)])
    def test_bound(self, searcher_of_five: Searcher, whole_ms: float, holds: bool) -> None:
        """A second, encoding and all."""
        library = Library("five", searcher_of_five, 3.0, 1000.0)
        row = PublishTimes(library, "an article", Times([whole_ms]), Times([1.0]))
        assert publish_table([row])[1] is holds


@pytest.fixture
def searcher_of_five() -> Searcher:
    """Search over the five articles."""
    return Searcher.build(ARTICLES, FakeEncoder(), lent_fit())
