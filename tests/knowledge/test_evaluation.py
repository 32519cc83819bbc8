"""The figures: each counted by hand on rows small enough to see through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import KnowledgeError, Outcome
from knowledge.evaluation import (
    LABELS,
    Case,
    Kind,
    Metrics,
    Response,
    Row,
    measure,
    read_cases,
    report,
    table_lines,
)

ARTICLES = {"a", "b", "c"}


def row(
    kind: Kind,
    expect: str,
    ranking: str,
    outcome: Outcome = Outcome.unanswered,
    confidence: float | None = 0.1,
    *,
    offered: bool = False,
) -> Row:
    """A row; slugs are single letters."""
    case = Case(f"{kind}-{expect}-{ranking}", "a question", tuple(expect), kind)
    return Row(case, Response(outcome, tuple(ranking), confidence, 2.0, offered))


ROWS = (
    row(Kind.answerable, "a", "abc", Outcome.answered, 0.9),
    row(Kind.answerable, "b", "abc", Outcome.answered, 0.8),
    row(Kind.answerable, "c", "abc", Outcome.choices, 0.4),
    row(Kind.answerable, "x", "abc", Outcome.unanswered, 0.2),
    row(Kind.near_miss, "", "abc", Outcome.answered, 0.7),
    row(Kind.out_of_scope, "", "bca", Outcome.out_of_scope, 0.0),
    row(Kind.urgent, "", "", Outcome.urgent, None),
    row(Kind.urgent, "", "", Outcome.unanswered, None),
    row(Kind.organisational, "", "", Outcome.handed_over, None),
    row(Kind.organisational, "", "", Outcome.answered, None),
    row(Kind.organisational, "", "", Outcome.choices, None, offered=True),
    row(Kind.small_talk, "", "", Outcome.urgent, None),
)


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
        assert found.auroc_confidence is None


class TestReadCases:
    """A set that anyone may bring."""

    def test_reads(self, tmp_path: Path) -> None:
        """Rows in order, empty lines skipped."""
        file = tmp_path / "set.jsonl"
        line = {"id": "1", "question": "q", "expect": ["a"], "kind": "answerable"}
        file.write_text(json.dumps(line) + "\n\n")
        assert read_cases(file) == (Case("1", "q", ("a",), Kind.answerable),)

    @pytest.mark.parametrize(
        "line", ["{", '{"id": "1"}', '{"id":"1","question":"q","expect":[],"kind":"x"}']
    )
    def test_names_the_line(self, tmp_path: Path, line: str) -> None:
        """And what is accepted."""
        file = tmp_path / "set.jsonl"
        file.write_text(f"\n{line}\n")
        with pytest.raises(KnowledgeError, match=r"line 2.*near_miss"):
            read_cases(file)

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        """By name."""
        with pytest.raises(KnowledgeError, match=r"none\.jsonl"):
            read_cases(tmp_path / "none.jsonl")


class TestReport:
    """JSON from which every figure can be traced."""

    def test_holds_figures_and_rows(self) -> None:
        """One entry a question, and what it is about."""
        told = json.loads(report(ROWS, measure(ROWS, ARTICLES, chat=True), set="s.jsonl"))
        assert told["set"] == "s.jsonl"
        assert len(told["rows"]) == len(ROWS)
        assert told["metrics"]["rows"] == len(ROWS)


class TestTableLines:
    """Ready to print."""

    def test_every_figure_has_a_label(self) -> None:
        """And one that cannot be had shows a dash."""
        lines = dict(table_lines(measure((), (), chat=False)))
        assert set(lines) == set(LABELS.values()) and len(lines) == len(Metrics.__slots__)
        assert lines["hit@1"] == "–"
        assert lines["questions"] == "0"
