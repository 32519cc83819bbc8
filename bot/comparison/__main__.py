"""Compares our pipeline with Rasa's default one on files of {"text", "label"} rows.

    PYTHONPATH=. bot/.venv/bin/python -m bot.comparison FOLDER [--folds 3] [--minutes 5]

Each training's answers are kept in var/eval/intent_folds; the next call goes on from there.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

from rasa.utils.log_utils import configure_structlog

from bot.comparison.figures import asked, compare, mean_of
from bot.comparison.folds import Job, jobs
from bot.comparison.store import Answers, Store
from bot.comparison.tables import behind, tables
from bot.comparison.training import Pipeline, guesses, pipelines
from bot.labelled import BadRow, Labelled, read_labelled


def main() -> int:
    """Run the comparison named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="names of sets, all if none is given")
    parser.add_argument("--minutes", type=float, help="stop after the training that runs then")
    parser.add_argument("--out", type=Path, default=Path("var/eval/intents_public.json"))
    args = parser.parse_args()
    configure_structlog(logging.WARNING)  # rasa would print every message it reads
    logging.disable(logging.WARNING)
    try:
        sets = read_sets(args.folder, args.only)
    except BadRow as error:
        print(error, file=sys.stderr)
        return 2
    ends = time.monotonic() + 60 * args.minutes if args.minutes else None
    store = Store(args.out.parent / "intent_folds")
    if not work(sets, args.config, args.folds, store, ends):
        print("Not finished: run the same command again, it goes on where it stopped.")
        return 3
    whole = results(sets, args.config, args.folds, store)
    args.out.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    print(tables(whole))
    print("\nMore than a standard error behind:", "; ".join(behind(whole)) or "nowhere.")
    print(f"Everything is in {args.out}.")
    return 0


def read_sets(folder: Path, only: list[str] | None) -> dict[str, list[Labelled]]:
    """Return the sets of the folder by name; BadRow if there is none."""
    files = {file.stem.removesuffix("_train"): file for file in sorted(folder.glob("*.jsonl"))}
    found = {name: file for name, file in files.items() if not only or name in only}
    if not found:
        raise BadRow(f"{folder} has no such .jsonl file; it has: {', '.join(files) or 'none'}.")
    return {name: read_labelled(file, "label") for name, file in found.items()}


def work(
    sets: dict[str, list[Labelled]], config: Path, folds: int, store: Store, ends: float | None
) -> bool:
    """Do the trainings that are still to be done; False if the time was over before the end."""
    for name, rows in sets.items():
        for pipeline_name, pipeline in pipelines(config).items():
            for job in jobs(rows, folds):
                if store.has(pipeline, rows, job):
                    continue
                if ends is not None and time.monotonic() > ends:
                    return False
                print(f"{name}: {pipeline_name}, {job.kind} fold {job.fold}", file=sys.stderr)
                _answers(store, pipeline, rows, job)
    return True


def results(
    sets: dict[str, list[Labelled]], config: Path, folds: int, store: Store
) -> dict[str, Any]:
    """Return what the answers come to: by set, and the mean of the sets."""
    found: dict[str, Any] = {}
    for name, rows in sets.items():
        ours, other = (
            [asked(rows, job, _answers(store, pipeline, rows, job)) for job in jobs(rows, folds)]
            for pipeline in pipelines(config).values()
        )
        size = {"messages": len(rows), "intents": len({row.label for row in rows})}
        found[name] = {**compare(ours, other), "size": size}
    return {"folds": folds, "sets": found, "mean": mean_of(found)}


def _answers(store: Store, pipeline: Pipeline, rows: list[Labelled], job: Job) -> Answers:
    learn, ask = [rows[n] for n in job.train], [rows[n] for n in job.ask]
    return store.get(pipeline, rows, job, lambda: guesses(pipeline, learn, ask))


if __name__ == "__main__":
    sys.exit(main())
