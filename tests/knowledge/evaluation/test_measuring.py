"""The figures: each counted by hand on rows small enough to see through."""

from __future__ import annotations

import pytest

from knowledge import Outcome
from knowledge.evaluation import Kind, Metrics, measure

from .conftest import ARTICLES, ROWS, make_row


class TestMeasure:
    """Design section 5, figure by figure."""

    def figures(self, *, chat: bool = True) -> Metrics:
        """Of all rows."""
        return measure(ROWS, ARTICLES, chat=chat)

    def test_ranking(self) -> None:
        """Over the three that an article answers: places 1, 2 and 3."""
        found = self.figures()
        assert (found.answerable, found.uncovered) == (3, 1)
        assert found.hit_at_1 == pytest.approx(1 / 3)
        assert found.hit_at_3 == pytest.approx(1.0)
        assert found.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)

    def test_answered(self) -> None:
        """Two of three answerable; of four answered one is right; three of twelve are wrong."""
        found = self.figures()
        assert found.answered_coverage == pytest.approx(2 / 3)
        assert found.answered_precision == pytest.approx(1 / 4)
        assert found.wrong_confident_rate == pytest.approx(3 / 12)

    def test_answered_though_nothing_fits(self) -> None:
        """One of two near misses (the uncovered one counts); the out of scope one was not."""
        found = self.figures()
        assert found.near_miss_answered == pytest.approx(1 / 2)
        assert found.out_of_scope_answered == pytest.approx(0.0)

    def test_confidence(self) -> None:
        """Pairs of answerable (.9 .8 .4) and not (.2 .7 .0): eight of nine in order."""
        assert self.figures().auroc_confidence == pytest.approx(8 / 9)

    def test_outcomes_of_a_chat(self) -> None:
        """One of two urgent; one of ten others called urgent; two of three to the Hub."""
        found = self.figures()
        assert found.urgent_recall == pytest.approx(1 / 2)
        assert found.false_urgent_rate == pytest.approx(1 / 10)
        assert found.organisational_to_hub == pytest.approx(2 / 3)
        assert found.out_of_scope_recall == pytest.approx(1.0)

    def test_search_alone_decides_neither_urgent_nor_tickets(self) -> None:
        """So it has no such figure, rather than a bad one."""
        found = self.figures(chat=False)
        assert found.urgent_recall is None
        assert found.false_urgent_rate is None
        assert found.organisational_to_hub is None

    def test_no_rows(self) -> None:
        """Nothing asked, nothing claimed."""
        found = measure((), ARTICLES, chat=True)
        assert found.rows == 0
        assert found.hit_at_1 is None
        assert found.both_parts_served is None
        assert found.auroc_confidence is None
        assert found.intervals == {}

    def test_intervals_hold_their_figures(self) -> None:
        """Each lies around the figure it is named for, and none is given without one."""
        found = self.figures(chat=False)
        assert {"hit_at_1", "mrr_at_10", "auroc_confidence"} <= set(found.intervals)
        assert "urgent_recall" not in found.intervals
        for name, interval in found.intervals.items():
            assert 0 <= interval.low <= getattr(found, name) <= interval.high <= 1, name


class TestServedRight:
    """The officer holds the right article, as the answer or as one of the choices."""

    @pytest.mark.parametrize(
        ("ranking", "outcome", "served", "right"),
        [
            ("abc", Outcome.answered, 1, True),
            ("bac", Outcome.answered, 2, False),
            ("bac", Outcome.choices, 2, True),
            ("bca", Outcome.choices, 2, False),
            ("abc", Outcome.unanswered, 0, False),
            ("abc", Outcome.out_of_scope, 0, False),
        ],
    )
    def test_counts(self, ranking: str, outcome: Outcome, served: int, right: bool) -> None:
        """An answer by its first, a choice by all that are shown, anything else not at all."""
        row = make_row(Kind.answerable, "a", ranking, outcome, served=served)
        assert measure([row], ARTICLES, chat=False).served_right == float(right)


class TestBothPartsServed:
    """A question that asks two things is served when both are."""

    @pytest.mark.parametrize(
        ("ranking", "outcome", "served", "right"),
        [
            ("abc", Outcome.choices, 2, True),
            ("acb", Outcome.choices, 2, False),
            ("acb", Outcome.choices, 3, True),
            ("abc", Outcome.answered, 1, False),
            ("abc", Outcome.answered, 2, True),
            ("abc", Outcome.unanswered, 2, False),
        ],
    )
    def test_counts(self, ranking: str, outcome: Outcome, served: int, right: bool) -> None:
        """Whatever their order."""
        row = make_row(Kind.answerable, "ba", ranking, outcome, served=served, two_part=True)
        assert measure([row], ARTICLES, chat=False).both_parts_served == float(right)

    def test_other_rows_do_not_count(self) -> None:
        """Two articles may answer one question; and a part without an article is no part."""
        rows = [
            make_row(Kind.answerable, "ab", "abc", Outcome.answered),
            make_row(Kind.answerable, "ax", "abc", Outcome.answered, two_part=True),
        ]
        assert measure(rows, ARTICLES, chat=False).both_parts_served is None
