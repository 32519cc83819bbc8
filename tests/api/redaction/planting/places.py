"""Postcodes and addresses, of which outward part and street stay, and number plates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tests.api.redaction.planting.identifiers import Identifier, letters, squeezed, words_of

_OUTWARD = (
    "SG1", "SG4", "SG12", "AL1", "AL10", "WD17", "WD6", "EN8", "EN11", "HP1", "HP20", "CM23",
    "LU2", "N17", "E8", "SW1P", "W1T", "CB11",
)  # fmt: skip
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_SHORT = (("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Lane", "Ln"), ("Close", "Cl"))
_YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY"


def postcode(rng: Random) -> Identifier:
    """A full postcode, of which the outward part stays."""
    outward = rng.choice(_OUTWARD)
    inward = f"{rng.randint(1, 9)}{''.join(rng.choices(_INWARD, k=2))}"
    text = f"{outward}{rng.choice([' ', ' ', ''])}{inward}"
    run = squeezed(text)
    cased = text.lower() if rng.random() < 0.35 else text
    return Identifier(cased, run, (run,), frozenset({inward.lower()}), frozenset({outward.lower()}))


def address(rng: Random, streets: Sequence[str]) -> Identifier:
    """A house number and its street, of which the street stays."""
    house = f"{rng.randint(1, 240)}{rng.choices(['', 'a', 'B'], [10, 1, 1])[0]}"
    street = rng.choice(list(streets))
    if rng.random() < 0.25:
        for long, short in _SHORT:
            street = re.sub(rf" {long}$", f" {short}", street)
    before = rng.choices(["", "no ", "number ", "flat {}, ", "Flat {} "], [9, 1, 1, 2, 1])[0]
    flat = str(rng.randint(1, 60))
    text = f"{before.format(flat)}{house}{rng.choice([' ', ' ', ' ', ', '])}{street}"
    told = {house.lower()} | ({flat} if "{}" in before else set())
    cased = text.lower() if rng.random() < 0.4 else text
    return Identifier(cased, squeezed(text), (), frozenset(told), words_of(street) - told)


def registration(rng: Random) -> Identifier:
    """A current, prefix, suffix or Northern Irish plate."""
    kind = rng.random()
    if kind < 0.6:
        age = rng.choice([*range(2, 26), *range(51, 76)])
        front, back = f"{rng.choice('JTUZ')}{letters(rng, 1)}{age:02}", letters(rng, 3)
    elif kind < 0.78:
        front, back = f"{rng.choice(_YEAR_LETTERS)}{rng.randint(21, 999)}", letters(rng, 3)
    elif kind < 0.88:
        front, back = letters(rng, 3), f"{rng.randint(1, 999)}{rng.choice(_YEAR_LETTERS)}"
    else:
        front = f"{letters(rng, 1)}{rng.choice('IZ')}{letters(rng, 1)}"
        back = str(rng.randint(1000, 9999))
    text = f"{front}{rng.choices([' ', '', '-'], [7, 8, 1])[0]}{back}"
    run = squeezed(text)
    return Identifier(text.lower() if rng.random() < 0.35 else text, run, (run,))
