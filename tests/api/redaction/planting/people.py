"""Invented people's names as they are typed: whole, in part, in capitals, in none."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.api.redaction.planting.identifiers import Identifier, words_of

_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Cllr", "Rev", "PC", "Sgt", "Insp", "PCSO", "Supt")
_TITLE_WEIGHTS = (6, 6, 3, 3, 2, 1, 1, 2, 2, 1, 1, 1)


def full_name(rng: Random, forenames: Sequence[str], surnames: Sequence[str]) -> Identifier:
    """Mostly forename and surname; also one of the two, an initial, a middle name, turned round."""
    first, middle = rng.sample(list(forenames), 2)
    last = rng.choice(list(surnames))
    forms = {
        f"{first} {last}": 60,
        first: 14,
        last: 4,
        f"{first[0]} {last}": 4,
        f"{first[0]}. {last}": 4,
        f"{first} {middle} {last}": 6,
        f"{last.upper()}, {first}": 4,
        f"{last.upper()} {first}": 4,
    }
    return _typed(rng, rng.choices(list(forms), list(forms.values()))[0])


def surname(rng: Random, surnames: Sequence[str]) -> Identifier:
    """A surname alone, as it follows a collar number."""
    return _typed(rng, rng.choice(list(surnames)))


def titled(
    rng: Random, forenames: Sequence[str], surnames: Sequence[str]
) -> tuple[str, Identifier]:
    """A title, which may stay, and the name that follows it."""
    last = rng.choice(list(surnames))
    typed = _typed(rng, last if rng.random() < 0.6 else f"{rng.choice(list(forenames))} {last}")
    title = rng.choices(_TITLES, _TITLE_WEIGHTS)[0]
    return title.lower() if typed.text.islower() else title, typed


def _typed(rng: Random, text: str) -> Identifier:
    """A name is gone when no part of it is left, initials aside."""
    cased = rng.choices([text, text.lower(), text.upper()], [55, 30, 15])[0]
    parts = frozenset(word for word in words_of(text) if len(word) > 1)
    return Identifier(cased, text.casefold(), (), parts)
