"""One evaluation of search, as the command line does it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from knowledge import KnowledgeError, Searcher
from knowledge.evaluation import Wanted, evaluate_search


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    """A set of one question that is, word for word, a sample question."""
    file = tmp_path / "small.jsonl"
    row = {"id": "1", "question": "does street lighting cut crime", "kind": "answerable"}
    file.write_text(json.dumps(row | {"expect": ["street-lighting"]}))
    return file


@pytest.fixture
def console() -> Console:
    """Keeps what is printed."""
    return Console(file=io.StringIO(), width=120)


def printed(console: Console) -> str:
    """Return what was printed."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


class TestEvaluateSearch:
    """Ask, print, write, hold to the floors."""

    def test_prints_and_writes(self, searcher: Searcher, set_file: Path, console: Console) -> None:
        """Figures to the console, figures and rows to the file."""
        out = set_file.with_name("out.json")
        assert evaluate_search(searcher, Wanted(set_file, out), console)
        assert "hit@1" in printed(console)
        assert "mean confidence" not in printed(console)
        assert json.loads(out.read_text())["metrics"]["served_right"] == 1.0

    def test_everything_wanted(self, searcher: Searcher, set_file: Path, console: Console) -> None:
        """Bins, diagram, and the noisy twins in a file of their own."""
        out, diagram = set_file.with_name("out.json"), set_file.with_name("new") / "bins.svg"
        wanted = Wanted(set_file, out, bins=True, diagram=diagram, noise=4)
        assert evaluate_search(searcher, wanted, console)
        assert "mean confidence" in printed(console)
        assert "With noise still served right" in printed(console)
        assert diagram.read_text().startswith("<svg")
        noisy = json.loads(set_file.with_name("out.noise-4.json").read_text())
        assert noisy["noise_seed"] == 4
        assert noisy["rows"][0]["case"]["question"] != "does street lighting cut crime"

    def test_holds_to_floors(self, searcher: Searcher, set_file: Path, console: Console) -> None:
        """False, naming the figure, if one is short; the files are written all the same."""
        floors, out = set_file.with_name("floors.yml"), set_file.with_name("out.json")
        floors.write_text("small: {search: {rows: {at_least: 2}, hit_at_1: {at_least: 1}}}")
        assert not evaluate_search(searcher, Wanted(set_file, out, floors_file=floors), console)
        assert "rows: 1.000 is below its floor 2.000" in printed(console)
        assert "hit_at_1:" not in printed(console)
        assert out.is_file()

    def test_floors_of_another_set(
        self, searcher: Searcher, set_file: Path, console: Console
    ) -> None:
        """Are refused before anything is asked."""
        floors, out = set_file.with_name("floors.yml"), set_file.with_name("out.json")
        floors.write_text("large: {search: {hit_at_1: {at_least: 1}}}")
        with pytest.raises(KnowledgeError, match="small by search"):
            evaluate_search(searcher, Wanted(set_file, out, floors_file=floors), console)
        assert not out.exists()
