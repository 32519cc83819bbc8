"""One evaluation of search as the command line does it: ask, print, write, hold to the floors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from knowledge.evaluation.asking import search_rows
from knowledge.evaluation.cases import read_cases
from knowledge.evaluation.diagram import draw_reliability
from knowledge.evaluation.floors import Floors, fallen_short, read_floors
from knowledge.evaluation.measuring import Metrics, measure
from knowledge.evaluation.noise import kept, noisy_cases
from knowledge.evaluation.reliability import Reliability, reliability_of
from knowledge.evaluation.reporting import kept_line, reliability_lines, report, table_lines
from knowledge.searcher import Searcher

_FOLDER: Final = Path("var") / "evaluation"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which set, and what to do beside printing the figures and writing JSON to `out`.

    `bins` prints confidence by bin; `diagram` is where an SVG of it goes; `noise` is the seed of
    the noisy twins to ask as well; `floors_file` holds what the figures may not fall below.
    """

    set_file: Path
    out: Path | None = None
    bins: bool = False
    diagram: Path | None = None
    noise: int | None = None
    floors_file: Path | None = None


def evaluate_search(searcher: Searcher, wanted: Wanted, console: Console) -> bool:
    """Everything wanted is printed and written; False if a figure is outside its bound."""
    name, cases, floors = wanted.set_file.name, read_cases(wanted.set_file), _floors(wanted)
    target = wanted.out or _FOLDER / f"{wanted.set_file.stem}.search.json"
    about = {"set": name, "index_version": searcher.index_version}
    rows = search_rows(cases, searcher)
    metrics = measure(rows, searcher.articles, chat=False)
    figures, bins = {"search": metrics}, reliability_of(rows, searcher.articles)
    _write(target, report(rows, metrics, bins, **about))
    survived = ""
    if wanted.noise is not None:
        noisy = search_rows(noisy_cases(cases, wanted.noise), searcher)
        figures["with noise"] = measure(noisy, searcher.articles, chat=False)
        noisy_bins = reliability_of(noisy, searcher.articles)
        text = report(noisy, figures["with noise"], noisy_bins, **about, noise_seed=wanted.noise)
        _write(target.with_suffix(f".noise-{wanted.noise}.json"), text)
        survived = kept_line(kept(rows, noisy, searcher.articles))
    _print_figures(console, figures, name)
    if survived:
        console.print(survived)
    if wanted.bins:
        _print_bins(console, bins)
    if wanted.diagram:
        _write(wanted.diagram, draw_reliability(bins, name))
    console.print(f"Every row: {target}")
    return _holds(console, metrics, floors)


def _floors(wanted: Wanted) -> Floors:
    if wanted.floors_file is None:
        return {}
    return read_floors(wanted.floors_file, wanted.set_file.stem, "search")


def _print_figures(console: Console, figures: Mapping[str, Metrics], name: str) -> None:
    table = Table("figure", title=f"Search on {name}", title_justify="left")
    for way in figures:
        table.add_column(way, justify="right")
    for lines in zip(*map(table_lines, figures.values()), strict=True):
        table.add_row(lines[0][0], *(figure for _, figure in lines))
    console.print(table)


def _print_bins(console: Console, found: Reliability) -> None:
    table = Table("confidence", "questions", "mean confidence", "share right")
    for line in reliability_lines(found):
        table.add_row(*line)
    console.print(table)
    if found.calibration_error is not None:
        console.print(f"Expected calibration error: {found.calibration_error:.3f}")


def _holds(console: Console, metrics: Metrics, floors: Floors) -> bool:
    short = fallen_short(metrics, floors)
    for line in short:
        console.print("[red]fell short[/] ", end="")
        console.print(line, markup=False)
    return not short


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
