"""How a text longer than the encoder's window is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MAX_TOKENS: Final = 128  # MiniLM was trained on 128; questions have 20, sections about 150


def windows(token_ids: Sequence[int], start: int, end: int) -> list[list[int]]:
    """`token_ids` cut into near-equal windows of at most MAX_TOKENS, each within start and end.

    There is always one window, if only an empty one. Near-equal, so that no window is a
    meaningless scrap.
    """
    room = MAX_TOKENS - 2
    count = max(1, -(-len(token_ids) // room))
    size = max(1, -(-len(token_ids) // count))
    return [[start, *token_ids[index * size : (index + 1) * size], end] for index in range(count)]
