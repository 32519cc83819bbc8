"""The parts of a text that are worth a search: around what every find holds."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from api.redaction.kinds import Span

Finder = Callable[[str], Iterator[Span]]
AROUND_CHARS: Final = 80  # how far from its digits a number is spoken of


def near(pattern: re.Pattern[str], find: Finder) -> Finder:
    """Return `find` for the parts of a text around `pattern`; elsewhere nothing is looked for."""

    def found(text: str) -> Iterator[Span]:
        for start, end in windows(text, pattern):
            for first, last in find(text[start:end]):
                yield start + first, start + last

    return found


@lru_cache(maxsize=8)
def windows(text: str, pattern: re.Pattern[str]) -> tuple[Span, ...]:
    """Return the parts of `text` with a match, each with some words around it, in order."""
    parts: list[Span] = []
    for match in pattern.finditer(text):
        start, end = max(0, match.start() - AROUND_CHARS), match.end() + AROUND_CHARS
        start = text.rfind(" ", 0, start + 1) + 1 if start else 0
        space = text.find(" ", end)
        end = len(text) if space < 0 else space
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return tuple(parts)
