"""What a fit is worth, on rounds it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from knowledge.fit_file import Thresholds
from knowledge.fitting.learning import Doubles
from knowledge.fitting.simulation import PARAPHRASE, Asked

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Questions asked, what came first, and the held-out probabilities of the three heads."""

    asked: Sequence[Asked]
    first_right: Flags
    among_three: Flags
    weights: Doubles
    first: Doubles
    three: Doubles
    outside: Doubles


def measure(judged: Judged, thresholds: Thresholds) -> dict[str, float]:
    """Figures by name, four places. A share of nothing is left out."""
    roles = np.array([a.role for a in judged.asked])
    taught = np.array([a.taught for a in judged.asked])
    alike = np.array([a.likeness for a in judged.asked]) >= PARAPHRASE
    answered = judged.first >= thresholds.answered
    elsewhere = ~answered & (judged.outside >= thresholds.out_of_scope)
    choices = ~answered & ~elsewhere & (judged.three >= thresholds.choices)
    figures = {"questions": float(len(roles))}

    def share(name: str, of: Flags, among: Flags) -> None:
        total = float(judged.weights[among].sum())
        if total:
            figures[name] = float(judged.weights[of & among].sum()) / total

    runtime = np.isin(roles, ("runtime", "paraphrase"))
    groups = {
        "dev": roles == "dev",
        "base": roles == "base",
        "runtime": runtime,
        "runtime_1_question": runtime & (taught == 1),
        "runtime_2_to_4": runtime & (taught >= 2) & (taught <= 4),
        "runtime_5_to_8": runtime & (taught >= 5),
        "runtime_paraphrase": runtime & alike,
        "runtime_1_paraphrase": runtime & alike & (taught == 1),
    }
    for name, group in groups.items():
        share(f"{name}.hit_at_1", judged.first_right, group)
        share(f"{name}.hit_at_3", judged.among_three, group)
        share(f"{name}.answered", answered, group)
        share(f"{name}.answered_right", answered & judged.first_right, group)
        share(f"{name}.choices", choices, group)
    for role in ("absent", "near_miss", "out_of_scope", "small_talk", "hub"):
        share(f"{role}.answered", answered, roles == role)
        share(f"{role}.choices", choices, roles == role)
        share(f"{role}.out_of_scope", elsewhere, roles == role)
    share("answered.precision", judged.first_right, answered)
    share("choices.precision", judged.among_three, choices)
    share("out_of_scope.precision", np.isin(roles, ("out_of_scope", "small_talk")), elsewhere)
    share("wrong_confident", answered & ~judged.first_right, np.ones(len(roles), dtype=np.bool_))
    for name, others in (
        ("auroc.outside", ("near_miss", "out_of_scope")),
        ("auroc.out_of_scope", ("out_of_scope",)),
        ("auroc.near_miss", ("near_miss",)),
        ("auroc.absent", ("absent",)),
    ):
        kept = np.isin(roles, ("dev", *others))
        figures[name] = float(roc_auc_score(roles[kept] == "dev", judged.first[kept]))
    return {name: round(value, 4) for name, value in figures.items()}
