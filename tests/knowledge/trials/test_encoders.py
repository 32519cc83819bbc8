"""The table of encoders: each is asked the same questions in the same way."""

from __future__ import annotations

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.evaluation import Case, Kind
from knowledge.trials.encoders import stand


def case(question: str, *expect: str) -> Case:
    """An answerable one."""
    return Case(id=question, question=question, expect=expect, kind=Kind.answerable)


class TestStand:
    """One row."""

    def test_shares(self, five_articles: tuple[Article, ...], fake: FakeEncoder) -> None:
        """Of questions right first and among three; one whose article is another's is wrong."""
        cases = [
            case("car stolen without the key", "keyless-car-theft"),
            case("brighter lamps on the estate", "street-lighting"),
            case("seize the dogs from coursers", "shop-theft"),
        ]
        found = stand("fake", 1.5, fake, 0.1, five_articles, cases)
        assert (found.name, found.megabytes, found.milliseconds) == ("fake", 1.5, 0.1)
        assert found.nearest_at_1 == found.fused_at_1 == 2 / 3
        assert found.fused_at_3 >= found.fused_at_1
