"""What the answers of a comparison come to: scores and their standard errors.

* accuracy, macro-F1: of the best intent, every intent having been learned (closed folds).
* AUROC: does the pipeline say more surely what it knows than what was left out (open folds)?
* open set: a threshold under which a message counts as unknown is put to use; the mean of two
  shares, known messages told right and unknown ones told to be unknown. The threshold of a fold
  is chosen on messages that this fold learned from, as the other folds answered them: never on a
  message that it is applied to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from bot.comparison.folds import SEED, Job
from bot.comparison.store import Answers
from bot.labelled import Labelled

SAMPLES = 500
"""How often the messages are drawn again, with repetition, for a standard error."""
MEASURES = ("accuracy", "macro_f1", "auroc", "open_set")


@dataclass(frozen=True)
class Asked:
    """The answers of one job, an entry a message: its row, what is true, said, and how surely."""

    job: Job
    row: np.ndarray
    true: np.ndarray
    said: np.ndarray
    sure: np.ndarray
    known: np.ndarray
    """Whether the message's intent was learned."""

    def at(self, places: np.ndarray) -> Asked:
        """Return the answers at these places, some perhaps more than once."""
        arrays = (self.row, self.true, self.said, self.sure, self.known)
        return Asked(self.job, *(array[places] for array in arrays))

    def told(self, threshold: float) -> float:
        """Return the open-set measure with this threshold."""
        right = (self.said == self.true) & (self.sure >= threshold)
        parts = [right[self.known], (self.sure < threshold)[~self.known]]
        return float(np.mean([part.mean() for part in parts if len(part)]))


def asked(rows: list[Labelled], job: Job, answers: Answers) -> Asked:
    """Return a job's answers beside what is true."""
    learned = {rows[n].label for n in job.train}
    true = np.array([rows[n].label for n in job.ask])
    said = np.array([label for label, _ in answers])
    sure = np.array([confidence for _, confidence in answers])
    known = np.array([label in learned for label in true])
    return Asked(job, np.array(job.ask), true, said, sure, known)


def compare(
    ours: list[Asked], other: list[Asked], samples: int = SAMPLES
) -> dict[str, dict[str, float]]:
    """Return each one's scores, and ours less the other's, each with its standard error.

    A standard error is the spread over samples of the messages, the same for both; that one
    training differs from the next is in it only as far as the folds differ.
    """
    limits = thresholds(ours), thresholds(other)
    drawn: list[tuple[dict[str, float], dict[str, float]]] = []
    generator = np.random.default_rng(SEED)
    for _ in range(samples):
        places = [generator.integers(len(part.row), size=len(part.row)) for part in ours]
        drawn.append(
            (
                scores([p.at(k) for p, k in zip(ours, places, strict=True)], limits[0]),
                scores([p.at(k) for p, k in zip(other, places, strict=True)], limits[1]),
            )
        )
    found = {
        "ours": _with_errors(scores(ours, limits[0]), [one for one, _ in drawn]),
        "rasa default": _with_errors(scores(other, limits[1]), [two for _, two in drawn]),
    }
    less = {m: found["ours"][m] - found["rasa default"][m] for m in MEASURES}
    found["difference"] = _with_errors(
        less, [{m: one[m] - two[m] for m in MEASURES} for one, two in drawn]
    )
    return found


def thresholds(parts: list[Asked]) -> dict[int, float]:
    """Return the threshold of each open fold."""
    opened = [part for part in parts if part.job.kind == "open"]
    found = {}
    for part in opened:
        others = [other for other in opened if other.job.fold != part.job.fold]
        learned = [other.at(np.isin(other.row, part.job.train)) for other in others]
        choices = np.linspace(0.0, 1.0, 101)
        found[part.job.fold] = float(
            max(choices, key=lambda t: np.mean([other.told(t) for other in learned]))
        )
    return found


def scores(parts: list[Asked], limits: dict[int, float]) -> dict[str, float]:
    """Return the four measures over the folds."""
    closed = [part for part in parts if part.job.kind == "closed"]
    opened = [part for part in parts if part.job.kind == "open"]
    true = np.concatenate([part.true for part in closed])
    said = np.concatenate([part.said for part in closed])
    areas = [roc_auc_score(p.known, p.sure) for p in opened if 0 < p.known.sum() < len(p.known)]
    told = [part.told(limits[part.job.fold]) for part in opened]
    return {
        "accuracy": float(np.mean(true == said)),
        "macro_f1": float(f1_score(true, said, average="macro", labels=np.unique(true))),
        "auroc": _mean(areas),
        "open_set": _mean(told),
    }


def _mean(values: list[float]) -> float:
    """Return the mean, not a number where a set has too few intents to leave one out."""
    return float(np.mean(values)) if values else float("nan")


def mean_of(sets: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the means over the sets, each set counting the same, with standard errors."""
    found: dict[str, dict[str, float]] = {}
    for who in ("ours", "rasa default", "difference"):
        found[who] = {}
        for measure in MEASURES:
            values = np.array([one[who][measure] for one in sets.values()])
            errors = np.array([one[who][f"{measure}_se"] for one in sets.values()])
            have = ~np.isnan(values)
            found[who][measure] = float(values[have].mean())
            found[who][f"{measure}_se"] = float(np.sqrt((errors[have] ** 2).sum()) / have.sum())
    return found


def _with_errors(values: dict[str, float], samples: list[dict[str, float]]) -> dict[str, float]:
    return values | {f"{m}_se": _spread([sample[m] for sample in samples]) for m in MEASURES}


def _spread(values: list[float]) -> float:
    """Return the standard deviation; a sample that by chance could not be scored is left out."""
    have = [value for value in values if not np.isnan(value)]
    return float(np.std(have)) if have else float("nan")
