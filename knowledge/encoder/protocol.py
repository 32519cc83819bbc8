"""What search needs of an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike they mean."""

    @property
    def source_hash(self) -> str:
        """sha256 in hex of the weights the encoder was made from, whatever its own bytes are."""
        ...

    @property
    def dim(self) -> int:
        """The number of components of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """`(len(texts), dim) float32`, L2-normalised, in the order given.

        The same text has the same vector in whatever company. Safe to call from many threads.
        Text that is empty, very long or not language has a vector too.
        """
        ...
