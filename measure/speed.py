"""`make bench`: what a search, a publication and a chat turn cost, and how much memory.

Searches are set against one call of the small int8 encoder on 16 tokens, chat turns against bare
turns of Rasa: ratios within one run, the sides timed in turns, so that a busy machine slows all
of them. The library of 100,000 sections is made by seed (measure/synthetic.py) and is opened as
the assistant opens its own.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from knowledge import DEFAULT_FIT, Article, OnnxEncoder, Searcher, load_articles
from launch.settings import ROOT, Settings
from measure.publish_speed import ClockedEncoder, publish_table, time_publishing
from measure.search_speed import Library, search_table, time_searches
from measure.turn_speed import turn_table

PASSAGES: Final = 6  # of each article of the library: a summary and five sections
LARGE_ARTICLES: Final = 16_667
app = typer.Typer(add_completion=False)
console = Console(width=160)


def sample(articles: tuple[Article, ...], count: int) -> list[str]:
    """Return `count` sample questions spread over all articles."""
    every = [question for article in articles for question in article.sample_questions]
    return every[:: max(1, len(every) // count)][:count]


@app.command()
def bench(
    rounds: Annotated[int, typer.Option(min=5)] = 60,
    small: Annotated[bool, typer.Option("--small", help="leave out the 100,000 sections")] = False,
    chat: Annotated[bool, typer.Option(help="start the three processes and time turns")] = True,
    large_articles: Annotated[int, typer.Option(min=1)] = LARGE_ARTICLES,
) -> None:
    """Print the tables; exit 1 if a figure is above its bound."""
    settings = Settings.read({})
    articles = load_articles(ROOT / "knowledge" / "articles")
    questions = sample(articles, 60)
    hold = []
    with _folder() as folder:
        shutil.copytree(settings.index, folder / "index", symlinks=True)
        if not small:
            _make_large(settings.index, folder / "large", large_articles)
        hold += _library_tables(settings, folder, articles, questions, rounds)
    if chat:
        console.print("starting the three processes…")
        table, holds = turn_table(questions, rounds)
        console.print(table)
        hold.append(holds)
    if not all(hold):
        console.print("[red]A figure is above its bound.[/red]")
        raise typer.Exit(1)


def _library_tables(
    settings: Settings,
    folder: Path,
    articles: tuple[Article, ...],
    questions: list[str],
    rounds: int,
) -> list[bool]:
    small = OnnxEncoder(settings.intent_encoder)
    encoder = ClockedEncoder(OnnxEncoder(settings.encoder))
    libraries = list(_open_libraries(folder, encoder))
    searches, searches_hold = search_table(*time_searches(libraries, small, questions, rounds))
    console.print(searches)
    published = [row for lib in libraries for row in time_publishing(lib, articles, encoder)]
    publications, publications_hold = publish_table(published)
    console.print(publications)
    return [searches_hold, publications_hold]


def _open_libraries(folder: Path, encoder: ClockedEncoder) -> Iterator[Library]:
    """Open each index there is, and say what it takes."""
    before = alone = resident_mb()
    console.print(f"resident with both encoders, no library: {alone:.0f} MB")
    for name, aim, within_ms in (("index", 3.0, 1000.0), ("large", 10.0, 3000.0)):
        if not (folder / name).is_dir():
            continue
        started = time.perf_counter()
        searcher = Searcher.open(folder / name, encoder, DEFAULT_FIT)
        gc.collect()
        took_s, after = time.perf_counter() - started, resident_mb()
        count = len(searcher.articles)
        size = f"{count:,} articles, {count * PASSAGES:,} sections"
        console.print(
            f"{size}: resident {alone + after - before:.0f} MB, "
            f"{after - before:.0f} of it the library's; opened in {took_s:.0f} s"
        )
        before = after
        yield Library(size, searcher, aim, within_ms)


def _make_large(index: Path, folder: Path, articles: int) -> None:
    started = time.perf_counter()
    command = [sys.executable, "-m", "measure.synthetic", str(index), str(folder)]
    subprocess.run([*command, "--articles", str(articles)], cwd=ROOT, check=True)
    console.print(f"{articles:,} articles made in {time.perf_counter() - started:.0f} s")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="prevention-bench-") as folder:
        yield Path(folder)


def resident_mb() -> float:
    """Return how much memory this process has in use, as Linux counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    app()
