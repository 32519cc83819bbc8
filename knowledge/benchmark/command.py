"""One benchmark as the command line does it: read, measure every way, print, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from knowledge.benchmark.corpus import Collection, Files, read_collection
from knowledge.benchmark.measuring import Ranks, measure_ranks
from knowledge.benchmark.plain_file import PLAIN_FILE, Plain, Settings, read_plain
from knowledge.benchmark.reading import Encoding, KeepingReader, OnnxReader
from knowledge.benchmark.removal import Spread, halves, spread, sureness_of
from knowledge.benchmark.retrievers import Retriever, ways
from knowledge.benchmark.runs import (
    Run,
    append_run,
    configuration_hash,
    git_state,
    now,
    write_report,
)
from knowledge.places import ENCODER, SMALL_ENCODER

__all__ = ["Asked", "Files", "benchmark"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure, with which encoders, and where the figures go beside the screen."""

    files: Files
    remove_half: bool = False
    out: Path | None = None
    log: Path | None = None
    encoder: Path = ENCODER
    small_encoder: Path = SMALL_ENCODER
    plain: Path = PLAIN_FILE


def benchmark(asked: Asked, console: Console, tell: Progress) -> Run:
    """The table is printed; the run is in `out` and the last line of `log` if they are named.

    Raises BenchmarkError if a file is unusable, before anything is measured.
    """
    collection = read_collection(asked.files)
    plain = read_plain(asked.plain)
    small, large = OnnxReader(asked.small_encoder), OnnxReader(asked.encoder)
    encoders = {"small": small.source_hash, "large": large.source_hash}
    if plain.encoders != encoders:
        tell(f"{asked.plain.name} was fitted with other encoders than these")
    kept_small, kept_large = KeepingReader(small), KeepingReader(large)
    builds = ways(plain, Encoding(kept_small, small), Encoding(kept_large, large))
    texts = [document.text for document in collection.documents]
    ranks = {}
    for name, build in builds.items():
        tell(f"{name}: {len(texts)} documents, {len(collection.questions)} questions")
        ranks[name] = _ranks(build(texts), collection)
    sureness: dict[str, Spread] = {}
    if asked.remove_half:
        quick = ways(plain, Encoding(kept_small, kept_small), Encoding(kept_large, kept_large))
        for name, build in quick.items():
            tell(f"{name}: half of the relevant documents removed")
            figures = [sureness_of(half, build) for half in halves(collection)]
            sureness[name] = spread(figures)
    run = _run(collection, plain, encoders, ranks, sureness)
    _print(console, run)
    if asked.out:
        write_report(run, asked.out)
    if asked.log:
        append_run(run, asked.log)
    return run


def _ranks(way: Retriever, collection: Collection) -> Ranks:
    way.find(collection.questions[0].text)  # the first call pays for what later ones reuse
    found, milliseconds = [], []
    for question in collection.questions:
        started = perf_counter()
        documents = way.find(question.text).documents
        milliseconds.append((perf_counter() - started) * 1000)
        found.append([collection.documents[int(d)].id for d in documents[:10]])
    relevant = [collection.relevant[question.id] for question in collection.questions]
    return measure_ranks(found, relevant, milliseconds)


def _run(
    collection: Collection,
    plain: Plain,
    encoders: Mapping[str, str],
    ranks: Mapping[str, Ranks],
    sureness: Mapping[str, Spread],
) -> Run:
    commit, dirty = git_state()
    settings = Settings().model_dump_json()
    return Run(
        at=now(),
        commit=commit,
        dirty=dirty,
        configuration=configuration_hash(plain.file_hash, settings, *encoders.values()),
        encoders=encoders,
        files=collection.hashes,
        documents=len(collection.documents),
        questions=len(collection.questions),
        ranks=ranks,
        sureness=sureness,
    )


def _print(console: Console, run: Run) -> None:
    title = f"{run.documents} documents, {run.questions} questions"
    table = Table("", title=title, title_justify="left")
    add = partial(table.add_column, justify="right")
    for column in ("nDCG@10", "MRR@10", "recall@10", "hit@1", "p50 ms"):
        add(column)
    if run.sureness:
        for column in ("AUROC", "FPR95", "coverage@90"):
            add(column)
    for name, r in run.ranks.items():
        quality = (r.ndcg_at_10, r.mrr_at_10, r.recall_at_10, r.hit_at_1)
        cells = [*(f"{value:.3f}" for value in quality), f"{r.p50_ms:.1f}"]
        table.add_row(name, *cells, *_sureness_cells(run, name))
    console.print(table)
    if run.sureness:
        console.print(
            "AUROC, FPR95 and coverage at 90 % precision: half of the relevant documents "
            "removed, mean ± sd of ten seeds"
        )
    state = "no git" if run.commit is None else f"{run.commit[:12]}{' dirty' if run.dirty else ''}"
    console.print(f"configuration {run.configuration}, commit {state}")


def _sureness_cells(run: Run, name: str) -> list[str]:
    if name not in run.sureness:
        return []
    mean, sd = run.sureness[name].mean, run.sureness[name].sd
    return [
        f"{mean.auroc:.3f} ± {sd.auroc:.3f}",
        f"{mean.fpr_at_95:.3f} ± {sd.fpr_at_95:.3f}",
        f"{mean.coverage_at_90:.3f} ± {sd.coverage_at_90:.3f}",
    ]
