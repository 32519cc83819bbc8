"""Keeps each training's answers, so that a comparison can stop and go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.comparison.folds import Job
from bot.labelled import Labelled

COMPONENTS = Path(__file__).parents[1] / "components"
Answers = list[tuple[str, float]]
Pipeline = list[dict[str, Any]]


class Store:
    """A folder with a file a training, named after everything that could change its answers."""

    def __init__(self, folder: Path) -> None:
        """Use this folder, made if it is not there."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def get(
        self,
        pipeline: Pipeline,
        rows: list[Labelled],
        job: Job,
        work_out: Callable[[], Answers],
    ) -> Answers:
        """Return the answers kept for this job, or work them out and keep them."""
        file = self._folder / f"{_key(pipeline, rows, job)}.json"
        if not file.exists():
            whole = file.with_suffix(".part")
            whole.write_text(json.dumps(work_out()), encoding="utf-8")
            whole.rename(file)  # so that a run cut short leaves no half a file
        return [(label, sure) for label, sure in json.loads(file.read_text(encoding="utf-8"))]

    def has(self, pipeline: Pipeline, rows: list[Labelled], job: Job) -> bool:
        """Say whether the answers for this job are kept."""
        return (self._folder / f"{_key(pipeline, rows, job)}.json").exists()


def _key(pipeline: Pipeline, rows: list[Labelled], job: Job) -> str:
    texts = [(row.text, row.label) for row in rows]
    parts: list[Any] = [pipeline, texts, asdict(job)]
    if any(part["name"].startswith("bot.") for part in pipeline):
        parts.append([file.read_text(encoding="utf-8") for file in sorted(COMPONENTS.glob("*.py"))])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
