"""A comparison as Markdown."""

from __future__ import annotations

import math
from typing import Any

TITLES = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "auroc": "AUROC, intents left out",
    "open_set": "open set, threshold chosen apart",
}


def tables(whole: dict[str, Any]) -> str:
    """Return a table a measure: ours, Rasa's default, the difference, each ± a standard error."""
    return "\n\n".join(_table(whole, measure) for measure in TITLES)


def behind(whole: dict[str, Any]) -> list[str]:
    """Name the sets and measures where ours is more than one standard error behind."""
    return [
        f"{name}: {TITLES[measure]}"
        for name, one in whole["sets"].items()
        for measure in ("accuracy", "macro_f1")
        if one["difference"][measure] < -one["difference"][f"{measure}_se"]
    ]


def _table(whole: dict[str, Any], measure: str) -> str:
    lines = [
        f"| {TITLES[measure]} | messages / intents | ours | Rasa's default | difference |",
        "|---|---|---|---|---|",
    ]
    for name, one in whole["sets"].items():
        size = f"{one['size']['messages']} / {one['size']['intents']}"
        lines.append(f"| {name} | {size} | {_cells(one, measure)} |")
    lines.append(f"| **mean of the sets** | | {_cells(whole['mean'], measure)} |")
    return "\n".join(lines)


def _cells(one: dict[str, Any], measure: str) -> str:
    pairs = [
        (one[who][measure], one[who][f"{measure}_se"])
        for who in ("ours", "rasa default", "difference")
    ]
    if any(math.isnan(value) for value, _ in pairs):
        return "– | – | –"  # too few intents to leave one out
    *scores, (less, error) = pairs
    cells = [f"{value:.3f} ± {spread:.3f}" for value, spread in scores]
    return " | ".join([*cells, f"{less:+.3f} ± {error:.3f}"])
