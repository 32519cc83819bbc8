"""An invented identifier: what was typed, and what may not be left of it once redacted.

Where a range is set aside for fiction or tests, values are from it: telephone numbers by Ofcom's
list, NHS numbers from 999, e-mail at `.example`, and number plates with first letters that name no
region. Elsewhere they are drawn at random, checksums right, and belong to nobody we know of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # without I, O and Q, which plates avoid
_PIECE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value as typed.

    None of `runs` may be left when all but letters and digits is taken out, none of `words` as a
    word by itself; the words in `stays` should be left, for places matter. Two identifiers with
    one `key` are the same value.
    """

    text: str
    key: str
    runs: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    stays: frozenset[str] = frozenset()

    def left_in(self, text: str) -> bool:
        """Whether what tells this identifier is still there."""
        return any(run in squeezed(text) for run in self.runs) or bool(self.words & words_of(text))

    def place_stays_in(self, text: str) -> bool:
        """Whether street or outward postcode is still there."""
        return self.stays <= words_of(text)


def squeezed(text: str) -> str:
    """Return the letters and digits alone, in lower case."""
    return re.sub(r"[\W_]", "", text.casefold())


def words_of(text: str) -> frozenset[str]:
    """Return what stands between anything but letters and digits, in lower case."""
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def coded(text: str) -> Identifier:
    """An identifier that is gone when neither all of it nor a long piece of it is left."""
    run = squeezed(text)
    long = {w for w in words_of(text) if sum(c.isdigit() for c in w) >= _PIECE_DIGITS}
    return Identifier(text, run, (run,), frozenset(long))


def digits(rng: Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choices("0123456789", k=count))


def letters(rng: Random, count: int) -> str:
    """So many capitals of those that plates have."""
    return "".join(rng.choices(_LETTERS, k=count))
