"""Floors: the file, what is outside them, and that the real searcher is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeError, Searcher
from knowledge.evaluation import (
    CHECK_SET,
    FLOORS,
    Bound,
    fallen_short,
    measure,
    read_cases,
    read_floors,
    search_rows,
)

from .conftest import ARTICLES, ROWS

METRICS = measure(ROWS, ARTICLES, chat=False)  # hit@1 1/3, wrong-confident 3/12


class TestFallenShort:
    """Floors and ceilings."""

    def test_holds(self) -> None:
        """A figure on its bound is within it."""
        floors = {"wrong_confident_rate": Bound(at_most=0.25), "rows": Bound(at_least=12)}
        assert fallen_short(METRICS, floors) == ()

    def test_names_each_that_does_not(self) -> None:
        """With the figure and the bound."""
        floors = {
            "hit_at_1": Bound(at_least=0.8),
            "wrong_confident_rate": Bound(at_most=0.04),
            "hit_at_3": Bound(at_least=0.9),
        }
        assert fallen_short(METRICS, floors) == (
            "hit_at_1: 0.333 is below its floor 0.800",
            "wrong_confident_rate: 0.250 is above its ceiling 0.040",
        )

    def test_a_figure_that_is_missing(self) -> None:
        """Falls short: a set that lost its rows must not pass."""
        assert fallen_short(METRICS, {"urgent_recall": Bound(at_least=0.0)}) == (
            "urgent_recall: cannot be measured on these rows",
        )


class TestReadFloors:
    """A file that anyone may bring."""

    def read(self, folder: Path, text: str) -> object:
        """Of a file with `text`."""
        file = folder / "floors.yml"
        file.write_text(text)
        return read_floors(file, "mine", "search")

    def test_reads(self, tmp_path: Path) -> None:
        """The bounds of this set by this way, and no others."""
        text = "mine: {search: {hit_at_1: {at_least: 0.5}}, chat: {hit_at_3: {at_most: 1}}}"
        assert self.read(tmp_path, text) == {"hit_at_1": Bound(at_least=0.5)}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("mine: {search: {hit_at_one: {at_least: 0.5}}}", "hit_at_one.*hit_at_1"),
            ("mine: {search: {hit_at_1: {least: 0.5}}}", "least"),
            ("mine: {search: {hit_at_1: {}}}", "at_least or at_most"),
            ("mine: {chat: {hit_at_1: {at_least: 0.5}}}", "no floor for mine by search"),
            ("yours: {search: {hit_at_1: {at_least: 0.5}}}", "no floor for mine"),
            ("[", "floors.yml"),
        ],
    )
    def test_refuses(self, tmp_path: Path, text: str, said: str) -> None:
        """A wrong name or an empty bound: it would never fail."""
        with pytest.raises(KnowledgeError, match=f"(?s){said}"):
            self.read(tmp_path, text)

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        """By name."""
        with pytest.raises(KnowledgeError, match=r"none\.yml"):
            read_floors(tmp_path / "none.yml", "mine", "search")


@pytest.mark.slow
class TestCommittedFloors:
    """The figures of the committed articles, encoder and fit on the questions never fitted on."""

    def test_search_holds_them(self, real_searcher: Searcher) -> None:
        """Every figure of check.jsonl is within its bound."""
        rows = search_rows(read_cases(CHECK_SET), real_searcher)
        metrics = measure(rows, real_searcher.articles, chat=False)
        assert metrics.uncovered == 0
        assert fallen_short(metrics, read_floors(FLOORS, CHECK_SET.stem, "search")) == ()
