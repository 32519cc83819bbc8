"""BM25 for the base, and the same scale for what stands beside it."""

from __future__ import annotations

import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.index.entry import make_entry
from knowledge.index.lexicon import Lexicon
from knowledge.text import terms


class TestScores:
    """Articles that share telling words with the question score."""

    def test_finds_the_article(self, five_articles: tuple[Article, ...], fake: FakeEncoder) -> None:
        """And gives the others less."""
        lexicon = Lexicon([make_entry(article, fake) for article in five_articles])
        scores = lexicon.scores(terms("coursers running dogs"))
        assert five_articles[int(scores.argmax())].slug == "hare-coursing"

    def test_unknown_words_score_nothing(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder
    ) -> None:
        """No article is preferred by words that none has."""
        lexicon = Lexicon([make_entry(article, fake) for article in five_articles])
        assert not lexicon.scores(terms("zebra xylophone")).any()
        assert not lexicon.scores([]).any()

    def test_no_articles(self) -> None:
        """An empty base has no scores, and weighs terms all the same."""
        lexicon = Lexicon([])
        assert lexicon.scores(["word"]).shape == (0,)
        assert lexicon.weight("word") > 0


class TestScoreOther:
    """An article beside the base is scored as if it were in it."""

    @pytest.mark.parametrize("question", ["coursers running dogs", "street lighting lamps works"])
    def test_equals_the_base(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder, question: str
    ) -> None:
        """The same article, by either way, has the same score."""
        entries = [make_entry(article, fake) for article in five_articles]
        lexicon = Lexicon(entries)
        inside = lexicon.scores(terms(question))
        beside = [lexicon.score_other(terms(question), entry) for entry in entries]
        assert inside.tolist() == pytest.approx(beside, rel=1e-5)
