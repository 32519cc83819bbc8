"""Figures in words."""

from __future__ import annotations

import json
from dataclasses import fields

from knowledge.evaluation import (
    LABELS,
    Interval,
    Kept,
    Metrics,
    kept_line,
    measure,
    reliability_of,
    report,
    table_lines,
)

from .conftest import ARTICLES, ROWS


class TestReport:
    """JSON from which every figure can be traced."""

    def test_holds_figures_bins_and_rows(self) -> None:
        """One entry a question, and what it is about."""
        found, bins = measure(ROWS, ARTICLES, chat=True), reliability_of(ROWS, ARTICLES)
        told = json.loads(report(ROWS, found, bins, set="s.jsonl"))
        assert told["set"] == "s.jsonl"
        assert len(told["rows"]) == len(ROWS)
        assert told["rows"][0]["response"]["served"] == 1
        assert told["metrics"]["rows"] == len(ROWS)
        assert set(told["metrics"]["intervals"]["hit_at_1"]) == {"low", "high"}
        assert len(told["reliability"]["bins"]) == 10


class TestTableLines:
    """Ready to print."""

    def test_every_figure_has_a_label(self) -> None:
        """And one that cannot be had shows a dash."""
        lines = dict(table_lines(measure((), (), chat=False)))
        figures = {each.name for each in fields(Metrics)} - {"intervals"}
        assert set(LABELS) == figures
        assert len(lines) == len(figures)
        assert lines["hit@1"] == "–"
        assert lines["questions"] == "0"

    def test_interval_beside_its_figure(self) -> None:
        """One right of three, by Wilson."""
        lines = dict(table_lines(measure(ROWS, ARTICLES, chat=True)))
        assert lines["hit@1"] == "0.333 (0.06 to 0.79)"


class TestKeptLine:
    """What noise costs."""

    def test_says_share_and_counts(self) -> None:
        """With the interval."""
        line = kept_line(Kept(10, 9, 0.9, Interval(0.6, 0.98)))
        assert "9 of 10" in line and "0.900 (0.60 to 0.98)" in line

    def test_nothing_served(self) -> None:
        """Claims nothing."""
        assert "nothing" in kept_line(Kept(0, 0, None, None))
