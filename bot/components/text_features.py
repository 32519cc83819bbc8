"""What a text is made of, as numbers: its words, pieces of its words, and its meaning."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.encoder import Encoder
from bot.components.spelling import Spelling

WORDS = {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (1, 2)}
"""Words and pairs of words: "go back" is not "back to school"."""
PIECES = {"analyzer": "char_wb", "ngram_range": (1, 4)}
"""Up to four letters: what is left of a word that was mistyped beyond putting right."""


class TextFeatures:
    """Three vectors side by side, each of a fixed length, so that none drowns the others out."""

    def __init__(self, encoder: Encoder, meaning: float) -> None:
        """Know nothing yet; `meaning` is the length of the sentence vector beside 1 and 1."""
        self._encoder = encoder
        self._meaning = np.float32(meaning)
        self._counted = [_vectorizer(WORDS), _vectorizer(PIECES)]
        self._spelling = Spelling({}, ())

    def learn(self, texts: list[str]) -> csr_matrix:
        """Learn spelling, words and pieces from the texts and return their features."""
        self._spelling = Spelling.learn(texts, self._encoder.whole_words())
        corrected = [self._spelling.corrected(text) for text in texts]
        for vectorizer in self._counted:
            vectorizer.fit(corrected)
        return self._features(corrected)

    def of(self, texts: list[str]) -> csr_matrix:
        """Return the features of the texts, a row each."""
        return self._features([self._spelling.corrected(text) for text in texts])

    def _features(self, corrected: list[str]) -> csr_matrix:
        meaning = np.array([self._encoder.encode(text) for text in corrected])
        counts = [vectorizer.transform(corrected) for vectorizer in self._counted]
        return hstack([*counts, csr_matrix(meaning * self._meaning)], format="csr")

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what was learned: one part for JSON, one for arrays."""
        vocabularies = [
            {term: int(column) for term, column in vectorizer.vocabulary_.items()}
            for vectorizer in self._counted
        ]
        weights = {f"idf_{n}": vec.idf_ for n, vec in enumerate(self._counted)}
        return {"vocabularies": vocabularies, "spelling": self._spelling.targets}, weights

    def restore(self, learned: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
        """Know what another one has learned."""
        self._spelling = Spelling(learned["spelling"], self._encoder.whole_words())
        for n, (settings, vocabulary) in enumerate(
            zip((WORDS, PIECES), learned["vocabularies"], strict=True)
        ):
            self._counted[n] = _vectorizer(settings, vocabulary)
            self._counted[n].idf_ = weights[f"idf_{n}"]


def _vectorizer(settings: dict[str, Any], vocabulary: Any = None) -> TfidfVectorizer:
    return TfidfVectorizer(vocabulary=vocabulary, sublinear_tf=True, **settings)
