"""A noisy twin of each case, made by seed: how officers type when they are tired and in a hurry."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.evaluation.cases import Case, Kind, Row
from knowledge.evaluation.intervals import Interval, share_interval
from knowledge.evaluation.judging import as_covered, served_right

# The share of questions served right that must still be served right with noise (issue 3).
MIN_KEPT: Final = 0.90
TYPO_RATE: Final = 0.08  # of the words, and at least one
_MIN_LETTERS: Final = 4  # a shorter word with a wrong letter is another word
_SPOKEN_RATE: Final = 0.7  # who shortens one word rarely shortens all
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_FILE: Final = Path(__file__).parent / "noise.yml"

Spoil = Callable[[str, random.Random], str]
_Lines = Annotated[tuple[str, ...], Field(min_length=1)]


class _Remarks(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    before: _Lines
    after: _Lines


class NoiseData(BaseModel):
    """What noise.yml holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    keyboard: Mapping[str, str]
    text_speak: Mapping[str, _Lines]
    remarks: _Remarks


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `served` cases served right without noise, `still` are with it; None if there are none."""

    served: int
    still: int
    share: float | None
    interval: Interval | None


def noisy_cases(cases: Sequence[Case], seed: int) -> tuple[Case, ...]:
    """The twin of each case, under the same id; the same text at every run with `seed`."""
    return tuple(replace(case, question=_spoiled(case, seed)) for case in cases)


def kept(rows: Sequence[Row], noisy: Sequence[Row], articles: Collection[str]) -> Kept:
    """How many answerable cases survive. `noisy` are the rows of the twins, in the same order."""
    pairs = zip(as_covered(rows, articles), as_covered(noisy, articles), strict=True)
    served = [
        served_right(twin)
        for row, twin in pairs
        if row.case.kind is Kind.answerable and served_right(row)
    ]
    if not served:
        return Kept(0, 0, None, None)
    still = sum(served)
    return Kept(len(served), still, still / len(served), share_interval(still, len(served)))


def add_typos(text: str, rng: random.Random) -> str:
    """`text` with one slip of the finger in a word in twelve; as it was if all words are short."""
    words = list(_WORD.finditer(text))
    long = [word for word in words if len(word.group()) >= _MIN_LETTERS]
    count = min(len(long), max(1, round(TYPO_RATE * len(words))))
    for word in sorted(rng.sample(long, count), key=lambda found: -found.start()):
        text = text[: word.start()] + _slip(word.group(), rng) + text[word.end() :]
    return text


def add_text_speak(text: str, rng: random.Random) -> str:
    """`text` with most of what the table knows typed short; as it was if it knows nothing."""
    table = load_noise().text_speak
    found = list(_spoken_pattern().finditer(text))
    chosen = [each for each in found if rng.random() < _SPOKEN_RATE] or found[:1]
    for each in reversed(chosen):
        short = rng.choice(table[each.group().casefold()])
        text = text[: each.start()] + short + text[each.end() :]
    return text


def add_remarks(text: str, rng: random.Random) -> str:
    """`text` with a sentence before it, after it, or both, that has nothing to do with it."""
    remarks = load_noise().remarks
    first, last = rng.choice([(True, False), (False, True), (True, True)])
    before = f"{rng.choice(remarks.before)}{rng.choice(('. ', ', ', ' - ', ' '))}" if first else ""
    after = f"{rng.choice(('. ', ' ', ' - '))}{rng.choice(remarks.after)}" if last else ""
    return before + text + after


NOISES: Final[tuple[Spoil, ...]] = (add_text_speak, add_typos, add_remarks)
_MIXES: Final = tuple(mix for size in (1, 2, 3) for mix in combinations(NOISES, size))


@cache
def load_noise() -> NoiseData:
    """The tables of noise.yml."""
    return NoiseData.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def _spoiled(case: Case, seed: int) -> str:
    rng = random.Random(f"{seed} {case.id}")
    text = case.question
    for spoil in rng.choice(_MIXES):
        text = spoil(text, rng)
    return text if text != case.question else add_remarks(text, rng)


@cache
def _spoken_pattern() -> re.Pattern[str]:
    """Any entry of the table as whole words, the longest first."""
    longest = sorted(load_noise().text_speak, key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest))})(?![\w'])", re.IGNORECASE)


def _slip(word: str, rng: random.Random) -> str:
    """`word` changed in one place, never at its first letter: those are rarely missed."""
    at = rng.randrange(1, len(word) - 1)
    letter, rest = word[at], word[at + 1 :]
    near = load_noise().keyboard.get(letter.casefold(), "")
    changed = [
        word[:at] + rest,
        word[:at] + letter * 2 + rest,
        word[:at] + rest[0] + letter + rest[1:],
        *(word[:at] + other + rest for other in rng.sample(near, min(1, len(near)))),
    ]
    return rng.choice([each for each in changed if each != word])
