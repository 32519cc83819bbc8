"""Puts mistyped words right before a message is classified; what is stored is never changed.

A word that nobody knows becomes a word of the training data that is one slip away: a letter
missing, doubled, wrong or swapped with its neighbour ("cancle", "hlep", "thankss"). Short words
are left alone, because too many of them are one slip apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

WORD = re.compile(r"[a-z']+")
STRETCHED = re.compile(r"(.)\1{2,}")
LEAST_LETTERS = 4
"""Of a word that is corrected."""
LEAST_LETTERS_OF_A_TARGET = 3
LEAST_OFTEN = 2
"""How often the training data must have a word before others are corrected to it."""


class Spelling:
    """Corrects words to those of the training data."""

    def __init__(self, targets: dict[str, int], known: Iterable[str]) -> None:
        """Keep the words to correct to, each with how often it comes, and the words to leave."""
        self.targets = targets
        self._known = frozenset(known) | frozenset(targets)
        self._by_deletion: dict[str, list[str]] = {}
        for word in targets:
            if len(word) >= LEAST_LETTERS_OF_A_TARGET:
                for key in _deletions(word):
                    self._by_deletion.setdefault(key, []).append(word)

    @classmethod
    def learn(cls, texts: Iterable[str], known: Iterable[str]) -> Spelling:
        """Return the spelling of these texts, beside words known anyway."""
        counts = Counter(word for text in texts for word in WORD.findall(text.lower()))
        often = {word: count for word, count in sorted(counts.items()) if count >= LEAST_OFTEN}
        return cls(often, known)

    def corrected(self, text: str) -> str:
        """Return the text in small letters, stretched and mistyped words put right."""
        short = STRETCHED.sub(r"\1\1", text.lower())
        return WORD.sub(lambda found: self._word(found.group()), short)

    def _word(self, word: str) -> str:
        if len(word) < LEAST_LETTERS or word in self._known:
            return word
        near = {c for key in _deletions(word) for c in self._by_deletion.get(key, ())}
        near = {candidate for candidate in near if is_one_slip(word, candidate)}
        return max(near, key=lambda c: (self.targets[c], c)) if near else word


def is_one_slip(one: str, other: str) -> bool:
    """Say whether the words are one letter more, fewer, other or swapped apart, or the same."""
    if len(one) < len(other):
        one, other = other, one
    same = 0
    while same < len(other) and one[same] == other[same]:
        same += 1
    longer, shorter = one[same:], other[same:]
    if len(one) > len(other):
        return longer[1:] == shorter
    swapped = longer[:2] == shorter[1::-1]
    return longer[1:] == shorter[1:] or (swapped and longer[2:] == shorter[2:])


def _deletions(word: str) -> set[str]:
    """Return the word and what is left of it without one of its letters."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
