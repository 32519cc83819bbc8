"""What in a message points at something said before: a correction, a return, a pick from a list.

The patterns are data, `references.yml`. Whether there is such a thing is for the caller to see:
"not sure, vans" is a correction only of a question about "sure".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.follow_ups.leaning import read_message, words_of
from knowledge.text import clean, terms

FILE: Final = Path(__file__).with_name("references.yml")
AboutShown = Literal["more", "shorter", "source", "compare"]
LAST: Final = -1
# A word is a slip of another one if this much of the two is the same; "catalitic" is .89.
LIKE: Final = 0.7
# Of the words that say which question is meant, the part that it must have.
MATCHES_FROM: Final = 0.5
MAX_CORRECTION_WORDS: Final = 12
MAX_MEANT_WORDS: Final = 5  # more is a question of its own: "I mean, what is the point of …"
MAX_RETURN_WORDS: Final = 12
_APOSTROPHES: Final = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}`")


@dataclass(frozen=True, slots=True)
class Correction:
    """`meant` is to be read in the place of `instead_of`, None if that was not said."""

    meant: str
    instead_of: str | None


@dataclass(frozen=True, slots=True)
class Return:
    """Back to the question with the words `which`; without any, to the one before or the first."""

    which: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the last list: by `place` (from 1, or LAST), by its words, or none of them."""

    place: int | None = None
    which: tuple[str, ...] = ()
    none: bool = False


class _Patterns(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    corrections: tuple[re.Pattern[str], ...]
    returns: tuple[re.Pattern[str], ...]
    not_which: frozenset[str]
    first: frozenset[str]
    about_shown: dict[AboutShown, tuple[re.Pattern[str], ...]]
    choices: tuple[re.Pattern[str], ...]
    none_of_them: tuple[re.Pattern[str], ...]
    places: dict[int, frozenset[str]]


@lru_cache
def _patterns() -> _Patterns:
    text = FILE.read_text(encoding="utf-8")
    return _Patterns.model_validate(yaml.load(text, yaml.BaseLoader))


def read_correction(text: str, earlier: str) -> Correction | None:
    """What `text` corrects in the question `earlier`, None if it does not read as a correction."""
    line = _line(text)
    if len(line.split()) > MAX_CORRECTION_WORDS:
        return None
    for pattern in _patterns().corrections:
        match = pattern.fullmatch(line)
        if match is None:
            continue
        named = match.groupdict().get("instead_of")
        meant = match["meant"]
        if len(meant.split()) > MAX_MEANT_WORDS or not read_message(meant).subject:
            continue
        if named is None or _span_of(words_of(named), words_of(earlier)):
            return Correction(meant.strip(" ,.;:-"), named)
    return None


def corrected(earlier: str, correction: Correction, shown: str = "") -> str | None:
    """The question `earlier` as it was meant; None if nothing says what was meant otherwise.

    What was meant stands in the place of what was named; else of a word that is spelled alike;
    else of the words that led to the article titled `shown`.
    """
    words = clean(earlier).split(" ")
    bare = ["".join(words_of(word)) for word in words]
    if correction.instead_of is not None:
        span = _span_of(words_of(correction.instead_of), bare)
    else:
        span = _alike(words_of(correction.meant), bare) or _that_led_to(shown, earlier, bare)
    if span is None:
        return None
    before, meant = words[: span[0]], correction.meant.split(" ")
    if before and before[-1].casefold() == meant[0]:  # "the rec", "the park"
        before = before[:-1]
    end = re.search(r"[?.!,;:]*$", words[span[1] - 1])
    mark = end[0] if end else ""
    return " ".join([*before, correction.meant + mark, *words[span[1] :]])


def read_return(text: str) -> Return | None:
    """Which earlier question `text` wants back, None if it does not read so."""
    line = _line(text)
    if len(line.split()) > MAX_RETURN_WORDS:
        return None
    for pattern in _patterns().returns:
        match = pattern.fullmatch(line)
        if match is not None:
            return return_to(match.groupdict().get("which") or "")
    return None


def return_to(text: str) -> Return:
    """The return that is meant by `text`, if one is meant."""
    words = words_of(text)
    which = tuple(w for w in words if w not in _patterns().not_which and terms(w))
    return Return(which, first=not which and bool(_patterns().first.intersection(words)))


def read_choice(text: str) -> Choice | None:
    """What `text` picks from a list, None if it does not read so."""
    line, patterns = _line(text), _patterns()
    if any(pattern.fullmatch(line) for pattern in patterns.none_of_them):
        return Choice(none=True)
    for pattern in patterns.choices:
        match = pattern.fullmatch(line)
        if match is None:
            continue
        if "which" in match.groupdict():
            return choice_by_words(match["which"])
        place = next((n for n, names in patterns.places.items() if match["place"] in names), None)
        if place is not None:
            return Choice(place=place)
    return None


def read_about_shown(text: str) -> AboutShown | None:
    """What `text` asks of the guidance shown last, by its key in the file; None if nothing."""
    line = _line(text)
    for asks, patterns in _patterns().about_shown.items():
        if any(pattern.fullmatch(line) for pattern in patterns):
            return asks
    return None


def choice_by_words(text: str) -> Choice:
    """The choice of what `text` names."""
    return Choice(which=read_message(text).subject or words_of(text))


def best_match(which: Sequence[str], texts: Sequence[str]) -> int | None:
    """The place in `texts` of the one that has most of the words `which`; of equals the first.

    None if none has at least half of them.
    """
    wanted = {term for word in which for term in terms(word)}
    if not wanted:
        return None
    shares = [len(wanted.intersection(terms(text))) / len(wanted) for text in texts]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= MATCHES_FROM else None


def _line(text: str) -> str:
    return clean(text).casefold().translate(_APOSTROPHES).strip(' .?!,;:…"')


def _span_of(named: Sequence[str], words: Sequence[str]) -> tuple[int, int] | None:
    """Where in `words` those of `named` stand together, compared by their stems."""
    wanted = [_stem(word) for word in named if word not in ("the", "a", "an")]
    stems = [_stem(word) for word in words]
    for start in range(len(stems) - len(wanted) + 1):
        if wanted and stems[start : start + len(wanted)] == wanted:
            return start, start + len(wanted)
    return None


def _alike(meant: Sequence[str], words: Sequence[str]) -> tuple[int, int] | None:
    """The word that is most like what was meant, if that is one word."""
    if len(meant) != 1:
        return None
    likeness = [SequenceMatcher(None, meant[0], word).ratio() for word in words]
    best = max(range(len(words)), key=likeness.__getitem__)
    return (best, best + 1) if likeness[best] >= LIKE else None


def _that_led_to(shown: str, earlier: str, words: Sequence[str]) -> tuple[int, int] | None:
    """The first words of the subject, standing together, that the title `shown` has as well."""
    own, title = set(read_message(earlier).subject), words_of(shown)
    stems = set(terms(shown))
    led = [word in own and stems.issuperset(terms(word)) for word in words]
    if not any(led):
        return None
    start = end = led.index(True)
    while end < len(led) and led[end]:
        end += 1
    while start and words[start - 1] in title:  # "off" of "off road bikes"
        start -= 1
    return start, end


def _stem(word: str) -> str:
    return next(iter(terms(word)), word)
