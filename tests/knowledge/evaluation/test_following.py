"""The pairs of follow-ups are sound, and the rules hold on them to floors below the figures."""

import pytest

from knowledge import OnnxEncoder, Searcher, load_articles
from knowledge.evaluation.following import Pair, Taken, load_pairs, report, take
from knowledge.text import matching_key
from tests.knowledge.conftest import ARTICLES, ENCODER, INDEX

PAIRS = load_pairs()


class TestPairs:
    """knowledge/evaluation/follow_ups.jsonl."""

    def test_there_are_enough(self) -> None:
        assert len([pair for pair in PAIRS if pair.half == "chosen_on"]) >= 200
        assert len([pair for pair in PAIRS if pair.half == "first_run"]) >= 80

    def test_ids_and_pairs_are_distinct(self) -> None:
        assert len({pair.id for pair in PAIRS}) == len(PAIRS)
        keys = {(matching_key(pair.previous), matching_key(pair.message)) for pair in PAIRS}
        assert len(keys) == len(PAIRS)

    def test_articles_are_there(self) -> None:
        slugs = {article.slug for article in load_articles(ARTICLES)}
        assert {slug for pair in PAIRS for slug in (pair.article, *pair.expect)} <= slugs

    def test_no_earlier_question_is_in_both_halves(self) -> None:
        halves = {pair.previous: set[str]() for pair in PAIRS}
        for pair in PAIRS:
            halves[pair.previous].add(pair.half)
        assert all(len(of) == 1 for of in halves.values())


class TestReport:
    """`report`."""

    def test_counts_each_half_by_itself(self) -> None:
        pair = Pair(
            id="x", half="first_run", previous="p", article="a", message="m",
            kind="follow_up", expect=("a",),
        )  # fmt: skip
        right = Taken(pair, "follow_up", "a", "b", 1.0)
        wrong = Taken(pair, "new_topic", "b", "b", 3.0)
        lines = report([right, wrong]).splitlines()
        assert "first_run: 2 pairs, 2 follow-ups, 0 new topics" in lines
        assert sum("0.500 (1 of 2)" in line for line in lines) == 3
        assert any("without context" in line and "0.000 (0 of 2)" in line for line in lines)


@pytest.mark.slow
@pytest.mark.skipif(not ENCODER.exists() or not INDEX.exists(), reason="nothing is built here")
class TestFloors:
    """With the real encoder and index."""

    def test_context_helps_and_does_not_contaminate(self) -> None:
        searcher = Searcher.open(INDEX, OnnxEncoder(ENCODER))
        taken = [take(pair, searcher) for pair in PAIRS]
        follow = [row for row in taken if row.pair.kind == "follow_up"]
        new = [row for row in taken if row.pair.kind == "new_topic"]
        assert sum(row.shown in row.pair.expect for row in follow) / len(follow) >= 0.85
        assert sum(row.shown == row.shown_alone for row in new) / len(new) >= 0.97
