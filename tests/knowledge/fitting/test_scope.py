"""The scope model: whose question it is, by its vector alone."""

from __future__ import annotations

import numpy as np

from knowledge.encoder import FakeEncoder
from knowledge.fitting.scope import ELSEWHERE, NEAR_MISS, PREVENTION, fit_scope

TEXTS = {
    PREVENTION: ("bikes in the park", "burglary again", "shop theft plan", "burglary in the park"),
    ELSEWHERE: ("annual leave", "pay slip", "leave and pay", "my pay this month"),
    NEAR_MISS: ("drone law", "boundary hedge", "hedge law", "whose hedge is it"),
}


class TestFitScope:
    """Log-odds against prevention."""

    def test_each_row_tells_its_own(self, fake: FakeEncoder) -> None:
        """Elsewhere first, then near miss; both below nought for what is ours."""
        rows = [(text, label) for label, texts in TEXTS.items() for text in texts]
        vectors = fake.encode([text for text, _ in rows])
        scope = fit_scope(vectors, [label for _, label in rows])
        assert scope.shape == (2, fake.dim + 1)
        assert scope.dtype == np.float32
        log_odds = vectors @ scope[:, :-1].T + scope[:, -1]
        labels = np.array([label for _, label in rows])
        assert (log_odds[labels == PREVENTION] < 0).all()
        assert (log_odds[labels == ELSEWHERE].argmax(axis=1) == 0).all()
        assert (log_odds[labels == NEAR_MISS].argmax(axis=1) == 1).all()
        assert (log_odds[labels != PREVENTION].max(axis=1) > 0).all()
