"""Slips of the thumb: a word nobody here uses is read as the one it was most likely meant to be."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Final

from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST: Final = 4  # shorter words are too like each other
_LONG: Final = 8  # from here on two slips are forgiven
_COMMON: Final = 3  # times a word must be used before others are taken for it
_MOST_WORDS: Final = 12  # corrected in one text; more of them is another language


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word is used, in lower case."""
    return Counter(word for text in texts for word in _WORD.findall(text.casefold()))


class Speller:
    """Corrects against the words in use. One of them is never changed."""

    def __init__(self, used: Mapping[str, int]) -> None:
        self._used = used
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word, count in used.items():
            if count >= _COMMON and len(word) >= _SHORTEST:
                self._by_length[len(word)].append(word)

    def correct(self, text: str, also_known: Set[str] = frozenset()) -> str:
        """`text` with at most _MOST_WORDS unknown words replaced, each by the likest in use.

        `also_known` are words that stand though they are not in use. The first letter must stand,
        for it rarely slips; a tie goes to the word used most.
        """
        left = _MOST_WORDS

        def corrected(match: re.Match[str]) -> str:
            nonlocal left
            word = match[0].casefold()
            known = word in self._used or word in also_known
            if known or len(word) < _SHORTEST or not left:
                return match[0]
            left -= 1
            return self._likest(word) or match[0]

        return _WORD.sub(corrected, text)

    def _likest(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _LONG else 1
        best: tuple[int, int, str] | None = None
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._by_length.get(length, ()):
                if candidate[0] != word[0]:
                    continue
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                rank = (distance, -self._used[candidate], candidate)
                if distance <= allowed and (best is None or rank < best):
                    best = rank
        return best[2] if best else None
