"""`python -m knowledge.trials …`: newcomers, encoders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from knowledge.documents import load_articles
from knowledge.errors import KnowledgeError
from knowledge.evaluation.cases import read_cases
from knowledge.places import ENCODER, SMALL_ENCODER
from knowledge.trials.encoders import compare_encoders
from knowledge.trials.newcomers import Trial, try_newcomers

_KNOWLEDGE: Final = Path(__file__).parents[1]
_ARTICLES: Final = _KNOWLEDGE / "articles"
_SETS: Final = _KNOWLEDGE / "evaluation"

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)

FolderOption = Annotated[Path, typer.Option("--folder", help="Where what is trained is kept.")]


@app.command()
def newcomers(
    topics: Annotated[int, typer.Option("--topics", min=1, help="How many to leave out.")] = 30,
    questions: Annotated[int, typer.Option("--questions", min=1, help="Of each published.")] = 8,
    seed: Annotated[int, typer.Option("--seed")] = 20261123,
    folder: FolderOption = Path("var/newcomers"),
) -> None:
    """Leave topics out of all training, publish them, ask. About 40 minutes of two cores."""
    trial = Trial(_ARTICLES, _SETS, ENCODER, SMALL_ENCODER, folder, topics, questions, seed)
    try:
        found = try_newcomers(trial, _err.print)
    except KnowledgeError as error:
        _err.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    table = Table("asked", "questions", "hit@1", "hit@3", "right article served", "wrong-confident")
    for name, m in found.items():
        shares = (m.hit_at_1, m.hit_at_3, m.served_right, m.wrong_confident_rate)
        cells = ("–" if share is None else f"{share:.3f}" for share in shares)
        table.add_row(name, str(m.rows), *cells)
    _out.print(table)


@app.command()
def encoders(
    set_file: Annotated[Path, typer.Option("--set", help="JSON lines.")] = _SETS / "check.jsonl",
    folder: FolderOption = Path("var/encoders"),
) -> None:
    """Each encoder's quality, milliseconds and megabytes. About 20 minutes of two cores."""
    found = compare_encoders(load_articles(_ARTICLES), read_cases(set_file), folder, _err.print)
    first = found[0].milliseconds
    columns = ("", "MB", "ms a question", "ratio", "nearest alone", "with BM25 and classifier")
    table = Table(*columns, title=f"hit@1 / hit@3 on {set_file.name}", title_justify="left")
    for s in found:
        table.add_row(
            s.name,
            f"{s.megabytes:.0f}",
            f"{s.milliseconds:.1f}",
            f"{s.milliseconds / first:.1f}",
            f"{s.nearest_at_1:.3f} / {s.nearest_at_3:.3f}",
            f"{s.fused_at_1:.3f} / {s.fused_at_3:.3f}",
        )
    _out.print(table)


app()
