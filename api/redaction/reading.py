"""A text as words, for the search for names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from api.redaction.words import fold

_WORD: Final = re.compile(r"(?:https?://|www\.)\S+|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
_JOINED: Final = re.compile(r"[ \t\u00a0]{1,2}")
_AFTER_INITIAL: Final = re.compile(r"\.?[ \t\u00a0]{0,2}")
_CAPITALS: Final = re.compile("[A-Z]")
_SMALL: Final = re.compile("[a-z]")
_SHOUTED_SHARE: Final = 0.8  # of a text's letters; its capitals then say nothing
_SHOUTED_CHARS: Final = 12


class Word(NamedTuple):
    """A word of the text: `start` to `end` without a possessive, folded as `key`."""

    start: int
    end: int
    key: str
    is_capital: bool
    is_upper: bool  # "SMITH", "IDs"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and its words in order."""

    text: str
    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> "Reading":
        """Return the text read; capitals count only where not everything is in capitals."""
        return cls(text, tuple(_words(text)))

    def gap(self, place: int) -> str | None:
        """Return what stands between `place` and the word before it; None if that is far."""
        if place == 0:
            return None
        gap = self.text[self.words[place - 1].end : self.words[place].start]
        return gap if len(gap) <= 5 and "\n" not in gap else None

    def is_joined(self, place: int) -> bool:
        """Say whether only a space stands between `place` and the next word."""
        return self._between(place, _JOINED)

    def is_joined_initial(self, place: int) -> bool:
        """Say whether a dot or a space at most stands between `place` and the next word."""
        return self._between(place, _AFTER_INITIAL)

    def _between(self, place: int, pattern: re.Pattern[str]) -> bool:
        if place + 1 >= len(self.words):
            return False
        between = self.text[self.words[place].end : self.words[place + 1].start]
        return pattern.fullmatch(between) is not None

    def keys(self, start: int, end: int) -> list[str]:
        """Return the folded words from `start` to `end`, as many as there are."""
        return [word.key for word in self.words[max(0, start) : end]]


def _words(text: str) -> Iterator[Word]:
    capitals, small = len(_CAPITALS.findall(text)), len(_SMALL.findall(text))
    letters = capitals + small
    shouted = letters > _SHOUTED_CHARS and capitals > _SHOUTED_SHARE * letters
    for match in _WORD.finditer(text):
        if ":" in match[0] or "." in match[0]:
            continue  # the address of a page
        bare = _POSSESSIVE.sub("", match[0])
        is_capital = bare[0].isupper() and not shouted
        is_upper = is_capital and len(bare) > 1 and bare[:2].isupper()
        yield Word(match.start(), match.start() + len(bare), fold(bare), is_capital, is_upper)
