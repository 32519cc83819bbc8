"""Which topics a trial leaves out, and with what it publishes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import Article, KnowledgeError
from knowledge.trials.newcomers import Trial, choose, few_questions


class TestChoose:
    """By seed."""

    def test_the_same_again(self, article: Callable[..., Article]) -> None:
        """Whatever the order of the articles."""
        articles = [article(f"topic-{n}") for n in range(20)]
        chosen = choose(articles, 5, seed=3)
        assert chosen == choose(articles[::-1], 5, seed=3) != choose(articles, 5, seed=4)
        assert len(chosen) == 5

    def test_more_than_there_are(self, article: Callable[..., Article]) -> None:
        """Is an error, not fewer: some must stay."""
        with pytest.raises(KnowledgeError, match="fewer than 1"):
            choose([article("one")], 2, seed=3)


class TestFewQuestions:
    """As a curator publishes."""

    def test_so_many_of_its_own(self, article: Callable[..., Article]) -> None:
        """The same ones for the same seed."""
        whole = article("one", sample_questions=tuple(f"question {n}" for n in range(20)))
        trial = Trial(Path(), Path(), Path(), Path(), Path(), topics=1, questions=8, seed=3)
        few = few_questions(whole, trial)
        assert len(set(few.sample_questions) & set(whole.sample_questions)) == 8
        assert few == few_questions(whole, trial)
