"""A stand-in for an encoder where a test is not about meaning."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Vectors

_WORD: Final = re.compile(r"\w+")


class FakeEncoder:
    """Texts that share words are alike. No files, no model, the same everywhere."""

    source_hash = "fake"
    dim = 384

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.casefold()) or [""]:
                vectors[row, zlib.crc32(word.encode("utf-8", "replace")) % self.dim] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / norms
        return unit
