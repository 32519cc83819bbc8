"""Shares with how far each could be off, for the commands that run a corpus through the api."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.evaluation.intervals import share_interval
from launch.settings import Settings


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`; with none at all there is nothing to say."""

    right: int
    of: int

    @property
    def figure(self) -> float | None:
        """The share itself, within 0..1."""
        return self.right / self.of if self.of else None

    def __str__(self) -> str:
        """As a table shows it: how many, the share, its 95 % Wilson interval."""
        if self.figure is None:
            return "–"
        sure = share_interval(self.right, self.of)
        return f"{self.right} of {self.of} = {self.figure:.3f} ({sure.low:.3f}–{sure.high:.3f})"

    def as_json(self) -> dict[str, float | int | None]:
        """The same for a file."""
        if self.figure is None:
            return {"right": 0, "of": 0, "share": None, "low": None, "high": None}
        sure = share_interval(self.right, self.of)
        return {
            "right": self.right,
            "of": self.of,
            "share": round(self.figure, 4),
            "low": round(sure.low, 4),
            "high": round(sure.high, 4),
        }


def share(found: Iterable[bool]) -> Share:
    """How many of `found` are true."""
    outcomes = list(found)
    return Share(sum(outcomes), len(outcomes))


def write_figures(name: str, figures: dict[str, object]) -> Path:
    """The figures stand, with the time, in `var/eval/NAME.json`, whose path is returned."""
    target = Settings.read({}).var / "eval" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    dated = {"at": datetime.now(UTC).isoformat(timespec="seconds")} | figures
    target.write_text(json.dumps(dated, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target
