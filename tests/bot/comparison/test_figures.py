"""What answers come to: known by hand on a handful of them."""

import numpy as np
import pytest

from bot.comparison.figures import Asked, asked, compare, mean_of, scores, thresholds
from bot.comparison.folds import Job
from bot.comparison.tables import behind, tables
from bot.labelled import Labelled

ROWS = [Labelled(str(n), label, n) for n, label in enumerate("aaabbbccc")]
CLOSED = Job("closed", 0, (0, 1, 3, 4, 6, 7), (2, 5, 8))
OPEN = (
    Job("open", 0, (0, 1, 3, 4), (2, 5, 6, 7, 8)),
    Job("open", 1, (0, 2, 6, 7), (1, 3, 4, 5, 8)),
)
SURE = [("a", 0.9), ("b", 0.8), ("a", 0.3), ("b", 0.2), ("a", 0.1)]
"""Right and sure of the two messages known, unsure of the three unknown."""
SURE_1 = [("a", 0.9), ("a", 0.3), ("a", 0.2), ("c", 0.1), ("c", 0.7)]


def parts(*closed: tuple[str, float]) -> list[Asked]:
    """Return the answers of a closed and two open folds."""
    return [
        asked(ROWS, CLOSED, list(closed)),
        asked(ROWS, OPEN[0], SURE),
        asked(ROWS, OPEN[1], SURE_1),
    ]


PERFECT = parts(("a", 0.9), ("b", 0.9), ("c", 0.9))
POOR = parts(("a", 0.9), ("a", 0.9), ("a", 0.9))


class TestScores:
    """bot.comparison.figures.scores."""

    def test_all_right(self) -> None:
        """Every measure at its best."""
        found = scores(PERFECT, thresholds(PERFECT))
        assert found == {"accuracy": 1.0, "macro_f1": 1.0, "auroc": 1.0, "open_set": 1.0}

    def test_one_of_three_right(self) -> None:
        """Macro-F1: .5 for the intent that takes all, 0 for those never found."""
        found = scores(POOR, thresholds(POOR))
        assert found["accuracy"] == pytest.approx(1 / 3)
        assert found["macro_f1"] == pytest.approx(0.5 / 3)


class TestThresholds:
    """bot.comparison.figures.thresholds."""

    def test_is_chosen_without_the_messages_it_is_applied_to(self) -> None:
        """Other answers in a fold do not move that fold's own threshold."""
        changed = [("a", 0.0), ("b", 0.0), ("a", 1.0), ("b", 1.0), ("a", 1.0)]
        other = [PERFECT[0], asked(ROWS, OPEN[0], changed), PERFECT[2]]
        assert thresholds(other)[0] == thresholds(PERFECT)[0]


class TestCompare:
    """bot.comparison.figures.compare."""

    def test_the_same_answers_differ_by_nothing(self) -> None:
        """And with certainty: the samples are the same for both."""
        difference = compare(PERFECT, PERFECT, samples=20)["difference"]
        assert set(difference.values()) == {0.0}

    def test_better_is_ahead(self) -> None:
        """Ours less the other's, with a standard error."""
        found = compare(PERFECT, POOR, samples=20)["difference"]
        assert found["accuracy"] == pytest.approx(2 / 3)
        assert found["accuracy_se"] > 0


class TestTables:
    """bot.comparison.tables."""

    def test_names_where_ours_is_behind(self) -> None:
        """By more than a standard error, in accuracy or macro-F1."""
        size = {"messages": 9, "intents": 3}
        one = {**compare(POOR, PERFECT, samples=20), "size": size}
        whole = {"sets": {"tiny": one}, "mean": mean_of({"tiny": one})}
        assert behind(whole) == ["tiny: accuracy", "tiny: macro-F1"]
        assert "| tiny | 9 / 3 | 0.333 ±" in tables(whole)

    def test_what_a_set_cannot_say_is_a_dash(self) -> None:
        """Not a number is for programs."""
        size = {"messages": 9, "intents": 2}
        one = {**compare(PERFECT, PERFECT, samples=20), "size": size}
        one["ours"] = {**one["ours"], "auroc": float("nan")}
        whole = {
            "sets": {"two": one},
            "mean": mean_of({"tiny": compare(PERFECT, POOR, samples=20)}),
        }
        assert "| two | 9 / 2 | – | – | – |" in tables(whole)

    def test_mean_skips_what_a_set_cannot_say(self) -> None:
        """A set of two intents has no open folds."""
        closed = {**compare(PERFECT, PERFECT, samples=20)}
        less = {who: {**values, "auroc": float("nan")} for who, values in closed.items()}
        assert mean_of({"one": closed, "two": less})["ours"]["auroc"] == 1.0
        assert not np.isnan(mean_of({"one": closed, "two": less})["ours"]["open_set"])
