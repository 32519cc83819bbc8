"""The linear classifier: right on its own questions, and at hand for a new article."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.index.discriminant import extend_discriminant, fit_discriminant
from knowledge.index.entry import make_entry


class TestFitDiscriminant:
    """Weights from sample questions."""

    def test_knows_its_questions(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder
    ) -> None:
        """Each sample question goes to its article."""
        entries = [make_entry(article, fake) for article in five_articles]
        classifier = fit_discriminant(entries, fake.dim)
        for number, article in enumerate(five_articles):
            for vector in fake.encode(article.sample_questions):
                assert int(classifier.scores(vector).argmax()) == number

    @pytest.mark.parametrize("count", [0, 1])
    def test_few_articles(
        self, five_articles: tuple[Article, ...], fake: FakeEncoder, count: int
    ) -> None:
        """A base of none or one is sane: finite weights, one score an article."""
        entries = [make_entry(article, fake) for article in five_articles[:count]]
        scores = fit_discriminant(entries, fake.dim).scores(fake.encode(["lamps"])[0])
        assert scores.shape == (count,)
        assert np.isfinite(scores).all()


class TestExtendDiscriminant:
    """A new article has weights on the scale of the old ones."""

    def test_beside_the_others(self, five_articles: tuple[Article, ...], fake: FakeEncoder) -> None:
        """With the spread of four, the fifth beats them on its own question."""
        *old, new = [make_entry(article, fake) for article in five_articles]
        base = fit_discriminant(old, fake.dim)
        vector = fake.encode([new.article.sample_questions[0]])[0]
        added = extend_discriminant(base.precision, [new]).scores(vector)
        assert added[0] > base.scores(vector).max()
