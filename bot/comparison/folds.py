"""How a set of messages is split: the same way for every pipeline."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bot.labelled import Labelled

SEED = 20


@dataclass(frozen=True)
class Job:
    """One training: the rows to learn from, and those to ask about.

    In a `closed` job every intent asked about was learned; in an `open` one some were left out,
    and all messages of these are asked about too.
    """

    kind: str
    fold: int
    train: tuple[int, ...]
    ask: tuple[int, ...]


def jobs(rows: list[Labelled], folds: int) -> list[Job]:
    """Return the closed and the open job of each fold.

    An intent with fewer messages than folds cannot be in all of them: it is learned in every
    fold, as something to be confused with, and asked about in none.
    """
    counts = Counter(row.label for row in rows)
    asked = [n for n, row in enumerate(rows) if counts[row.label] >= folds]
    rare = [n for n, row in enumerate(rows) if counts[row.label] < folds]
    left_out = _groups(sorted({rows[n].label for n in asked}), folds)
    split = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    found = []
    for fold, (inside, outside) in enumerate(split.split(asked, [rows[n].label for n in asked])):
        train = [asked[n] for n in inside] + rare
        ask = [asked[n] for n in outside]
        found.append(Job("closed", fold, tuple(train), tuple(ask)))
        unknown = [n for n in asked if rows[n].label in left_out[fold]]
        known = [n for n in train if rows[n].label not in left_out[fold]]
        if unknown and len({rows[n].label for n in known}) > 1:
            found.append(Job("open", fold, tuple(known), tuple(sorted({*ask, *unknown}))))
    return found


def _groups(labels: list[str], groups: int) -> list[set[str]]:
    """Return the labels dealt out to so many groups, each label to one."""
    random.Random(SEED).shuffle(labels)
    return [set(group.tolist()) for group in np.array_split(np.array(labels, dtype=object), groups)]
