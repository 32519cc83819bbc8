"""What is served: one article, or those of both parts of a question."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge import Outcome, Searcher
from knowledge.decision import Decision, with_other_part
from knowledge.ranking import Ranking
from knowledge.reading import parts_of


def decision(
    *order: int, outcome: Outcome = Outcome.answered, confidence: float = 0.9, served: int = 1
) -> Decision:
    """With entries in this order."""
    count = len(order)
    scores = np.arange(count, 0, -1, dtype=np.float32)
    ranking = Ranking(np.array(order, dtype=np.int64), scores, scores / max(scores.sum(), 1))
    return Decision(outcome, confidence, served, ranking)


class TestWithOtherPart:
    """A second article comes in on the word of a part of the question."""

    def test_second_place(self) -> None:
        """Behind the first, before all others, and the officer sees both."""
        found = with_other_part(decision(4, 7, 2, 9), [decision(4, 2), decision(9, 4)])
        assert found.ranking.order.tolist() == [4, 9, 7, 2]
        assert found.ranking.scores.tolist() == [4.0, 1.0, 3.0, 2.0]
        assert (found.outcome, found.served, found.confidence) == (Outcome.answered, 2, 0.9)

    def test_the_surest_part(self) -> None:
        """Of two that ask for another article."""
        parts = [decision(7, confidence=0.6), decision(2, confidence=0.8)]
        assert with_other_part(decision(4, 7, 2), parts).ranking.order.tolist() == [4, 2, 7]

    def test_more_choices_stay(self) -> None:
        """Three stay three."""
        whole = decision(4, 7, 2, outcome=Outcome.choices, served=3)
        assert with_other_part(whole, [decision(2)]).served == 3

    def test_two_sure_parts_make_an_answer(self) -> None:
        """The whole lay between them; it is as sure as the less sure of the two."""
        whole = decision(4, 7, 2, outcome=Outcome.choices, confidence=0.6, served=3)
        parts = [decision(4, confidence=0.95), decision(2, confidence=0.9)]
        found = with_other_part(whole, parts)
        assert (found.outcome, found.served, found.confidence) == (Outcome.answered, 2, 0.9)
        assert found.ranking.order.tolist() == [4, 2, 7]

    def test_one_sure_part_does_not(self) -> None:
        """The other is offered beside it."""
        whole = decision(4, 7, 2, outcome=Outcome.choices, confidence=0.6, served=2)
        parts = [decision(4, confidence=0.95), decision(2, outcome=Outcome.choices, confidence=0.6)]
        assert with_other_part(whole, parts).outcome is Outcome.choices

    @pytest.mark.parametrize(
        "parts",
        [
            [],
            [decision(4), decision(4)],
            [decision(7, confidence=0.49)],
            [decision()],
        ],
        ids=["none", "the same article", "unsure", "nothing published"],
    )
    def test_as_it_was(self, parts: list[Decision]) -> None:
        """Nothing new, or not sure enough."""
        whole = decision(4, 7)
        assert with_other_part(whole, parts) is whole

    @pytest.mark.parametrize("outcome", [Outcome.unanswered, Outcome.out_of_scope])
    def test_nothing_served(self, outcome: Outcome) -> None:
        """Half an answer to a question that has none is not offered."""
        whole = decision(4, 7, outcome=outcome, served=0)
        assert with_other_part(whole, [decision(7)]) is whole


class TestSearchForBothParts:
    """From words to two articles, by the real encoder and fit."""

    def test_both(self, real_searcher: Searcher) -> None:
        """Two problems in one message."""
        asked = "we've got both scramblers on the rec and shoplifters hitting the co-op every day"
        found = real_searcher.search(asked)
        assert found.outcome in (Outcome.answered, Outcome.choices)
        assert found.served >= 2
        assert {hit.slug for hit in found.hits[:2]} == {"nuisance-motorbikes", "shop-theft"}

    def test_one(self, real_searcher: Searcher) -> None:
        """A sentence more is no second question."""
        asked = "shoplifters are hitting the co-op every day, what can I do about shop theft"
        found = real_searcher.search(asked)
        assert found.hits[0].slug == "shop-theft"
        assert found.outcome is Outcome.answered
        assert found.served == 1

    def test_what_one_article_claims(self, real_searcher: Searcher) -> None:
        """A sample question of one article asks that one thing, however it is put."""
        asked = [
            (slug, question)
            for slug, entry in real_searcher._state.published.items()
            for question in entry.article.sample_questions
            if parts_of(question)
        ]
        for slug, question in asked[:: len(asked) // 12]:
            found = real_searcher.search(question)
            assert (found.hits[0].slug, found.served) == (slug, 1), question
