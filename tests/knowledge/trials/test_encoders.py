"""The table of encoders: each is asked the same questions in the same way."""

from __future__ import annotations

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.evaluation import Case, Kind
from knowledge.trials.encoders import shares


def case(question: str, *expect: str) -> Case:
    """An answerable one."""
    return Case(id=question, question=question, expect=expect, kind=Kind.answerable)


class TestShares:
    """Of one encoder."""

    def test_right_first_and_among_three(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder
    ) -> None:
        """Of questions right first and among three; one whose article is another's is wrong."""
        cases = [
            case("car stolen without the key", "keyless-car-theft"),
            case("brighter lamps on the estate", "street-lighting"),
            case("seize the dogs from coursers", "shop-theft"),
        ]
        nearest_at_1, nearest_at_3, fused_at_1, fused_at_3 = shares(fake, five_articles, cases)
        assert nearest_at_1 == fused_at_1 == 2 / 3
        assert nearest_at_3 >= nearest_at_1
        assert fused_at_3 >= fused_at_1
