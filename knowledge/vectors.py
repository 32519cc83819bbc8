"""Vectors of texts already encoded, so that no text is encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.index.entry import Entry, passage_texts, question_texts


class CachedEncoder:
    """An encoder that remembers. Safe to call from many threads, as the one inside is.

    Meant for articles, whose number is bounded; questions asked do not go through it.
    """

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._known: dict[bytes, Vectors] = {}

    @property
    def source_hash(self) -> str:
        return self._inner.source_hash

    @property
    def dim(self) -> int:
        return self._inner.dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            key = _key(text)
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = self._inner.encode([text])[0]
            vectors[row] = known
        return vectors

    def remember(self, entries: Iterable[Entry]) -> None:
        """The vectors of `entries` need not be encoded again."""
        for entry in entries:
            texts = passage_texts(entry.article) + question_texts(entry.article)
            rows = [*entry.passage_vectors, *entry.question_vectors]
            self._known.update(zip(map(_key, texts), rows, strict=True))


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
