"""Vectors of texts already encoded, so that no text is encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.index.entry import Entry, passage_texts, question_texts

VECTORS_FILE: Final = "encoded.npz"
"""Beside an index: the vectors of what was encoded for it."""
_KEY_BYTES: Final = 16


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

    def read(self, file: Path) -> None:
        """What `write` left in `file` need not be encoded again. Nothing happens if it cannot be

        read, or is of another encoder: it only saves time.
        """
        try:
            with np.load(file) as stored:
                if str(stored["encoder"]) != self.source_hash:
                    return
                keys, vectors = stored["keys"], stored["vectors"]
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return
        self._known.update(zip((bytes(key) for key in keys), vectors, strict=True))

    def write(self, file: Path) -> None:
        """`file` holds every vector known, or is as it was."""
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{uuid4().hex}.npz")
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        vectors = np.stack([*self._known.values()])
        np.savez(beside, encoder=np.array(self.source_hash), keys=keys, vectors=vectors)
        beside.replace(file)

    def remember(self, entries: Iterable[Entry]) -> None:
        """The vectors of `entries` need not be encoded again."""
        for entry in entries:
            texts = passage_texts(entry.article) + question_texts(entry.article)
            rows = [*entry.passage_vectors, *entry.question_vectors]
            self._known.update(zip(map(_key, texts), rows, strict=True))


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
