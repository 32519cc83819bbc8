"""Which classes a word stands in, and what a misspelt word was meant to be."""

import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

FILE = Path(__file__).with_name("words.yml")
_SHAPE = TypeAdapter(dict[str, dict[str, list[str]]])
_MIN_MISSPELT = 5  # letters: shorter words are one slip away from too many others


class Vocabulary:
    """The word classes of one file."""

    def __init__(self, file: Path = FILE, known: frozenset[str] = frozenset()) -> None:
        """Read; `known` are words that are spelt right though they stand in no class."""
        # plain strings: YAML would read on, off and no as true and false
        data = _SHAPE.validate_python(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))
        classes: dict[str, tuple[str, ...]] = {}
        for rows in data.values():
            for name, words in rows.items():
                for word in words:
                    classes[word] = (*classes.get(word, ()), name)
        self._classes = classes
        self._known = known
        # each class as a pattern of its words, for the phrases that name it
        self.alternatives = tuple(
            (name, f"(?:{'|'.join(re.escape(word) for word in words)})")
            for rows in data.values()
            for name, words in rows.items()
        )
        self._near: dict[str, str | None] = {}
        for word in classes:
            for key in _without_one(word) if len(word) >= _MIN_MISSPELT else ():
                # two words that differ by as little explain nothing
                self._near[key] = word if self._near.get(key, word) == word else None

    def classes(self, word: str) -> tuple[str, ...]:
        """Return the classes of `word`, the one that stands for it in sequences first."""
        return self._classes.get(word, ())

    def meant(self, word: str) -> str:
        """Return `word`, or the one word of a class that is a single slip of the thumb away."""
        if len(word) < _MIN_MISSPELT or word in self._classes or word in self._known:
            return word
        if not word.isalpha():
            return word
        shorter = _without_one(word)
        for key in shorter:  # a letter too many
            if key in self._classes and len(key) >= _MIN_MISSPELT - 1:
                return key
        for key in (word, *shorter):  # one too few, another, or two the wrong way round
            found = self._near.get(key)
            if found is not None and abs(len(found) - len(word)) <= 1 and found[0] == word[0]:
                return found
        return word


def _without_one(word: str) -> tuple[str, ...]:
    return tuple(word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of this process, read once; `known.txt` is what is spelt right."""
    known = FILE.with_name("known.txt").read_text("utf-8").split()
    return Vocabulary(known=frozenset(known))
