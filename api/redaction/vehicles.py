"""Registrations of vehicles, told from roads, sections and postal districts beside a word.

Forms: DVLA's INF104 (which letters a registration may hold); the older forms, Northern Ireland's
and those without a year need a word that speaks of a vehicle where they could be something else.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from api.redaction.kinds import MARKS, Span
from api.redaction.lexicon import lexicon
from api.redaction.places import POSTAL_DISTRICT

CONTEXT_CHARS: Final = 40  # how far before a registration a word such as "reg" still speaks for it
CONTEXT_AFTER_CHARS: Final = 12

_LETTER: Final = "[A-HJ-PR-Z]"
_REGISTRATION: Final = re.compile(
    rf"""(?<![\w£/\-])(?:
        (?P<current>{_LETTER}{{2}}[0-9]{{2}})(?P<gap>[ \t\u00a0\-]?)(?P<tail>{_LETTER}{{3}})
      | (?P<prefix>[A-HJ-NP-Z][0-9]{{1,3}})(?P<prefix_gap>[ \t\u00a0\-]?)
        (?P<prefix_tail>{_LETTER}{{3}})
      | (?P<suffix_head>{_LETTER}{{3}})(?P<suffix_gap>[ \t\u00a0\-]?)
        (?P<suffix>[0-9]{{1,3}}[A-HJ-NPR-Z])
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_SPACED_OUT: Final = re.compile(
    rf"(?<![\w£/\-]){_LETTER}[ ]?{_LETTER}[ ]{{1,2}}[0-9][ ]?[0-9][ ]{{1,2}}"
    rf"{_LETTER}[ ]?{_LETTER}[ ]?{_LETTER}(?!\w)"
)
_REG_WORD: Final = (
    r"(?:vrms?|vrns?|regs?|registrations?|registered|index(?:es)?|(?:number\s)?plates?|vrm)"
)
# After a word for a registration: any form there ever was, the first half alone too.
_AFTER_REG_WORD: Final = re.compile(
    rf"\b{_REG_WORD}(?:\s+(?:number|no|mark|is|was|of|starting|beginning|partial|part|ending|with))*"
    r"[\s.:#=\-\"'(]{1,3}((?=[A-Z ]{0,4}[0-9])(?:[A-Z]{2}[ ]?[0-9]{2}[ ]?[A-Z]{3}"
    r"|[A-Z]{1,3}[ ]?[0-9]{1,4}[ ]?[A-Z]{0,3}|[0-9]{1,4}[ ]?[A-Z]{1,3}))(?![\w/])",
    re.IGNORECASE,
)
_NORTHERN_IRISH: Final = re.compile(
    r"(?<![\w£/\-])(?:[A-Z][IZ][A-Z]|[A-Z]{1,2}[IZ])[ \-]?[1-9][0-9]{2,3}(?!\w)", re.I
)
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}$")
_ROAD_OR_SECTION: Final = frozenset("ABMS")
_BRACKETED: Final = re.compile(rf"[{MARKS}]|\[[^\[\]]*\]?")


def registrations(text: str) -> Iterator[Span]:
    """Yield where a vehicle's registration stands."""
    spans = [match.span() for match in _REGISTRATION.finditer(text) if _is_registration(match)]
    spans += [match.span() for match in _SPACED_OUT.finditer(text)]
    spans += [match.span() for match in _NORTHERN_IRISH.finditer(text) if _is_northern(match)]
    spans += [match.span(1) for match in _AFTER_REG_WORD.finditer(text) if _is_whole(match)]
    yield from spans


def _is_registration(match: re.Match[str]) -> bool:
    """Tell a registration from a road, a section or a postal district with a word beside it."""
    if match["current"]:
        return _is_current(match)
    if match["prefix"]:
        return _is_prefix(match)
    return _is_suffix(match)


def _is_current(match: re.Match[str]) -> bool:
    if not match["gap"]:
        return True
    is_word = match["tail"].lower() in plain_words()
    district = POSTAL_DISTRICT.fullmatch(match["current"]) is not None
    if not is_word or (match["tail"].isupper() and not district):
        return True
    is_acronym = match["tail"].lower() in _acronyms()
    return is_acronym and not district and _speaks_of_a_vehicle(match)


def _is_prefix(match: re.Match[str]) -> bool:
    road_or_section = match["prefix"][0].upper() in _ROAD_OR_SECTION
    if not match["prefix_gap"] and not road_or_section:
        return True
    if match["prefix_tail"].lower() in plain_words():
        return False
    surely = not match["prefix_gap"] or match[0].isupper() or not road_or_section
    return surely or _speaks_of_a_vehicle(match)


def _is_suffix(match: re.Match[str]) -> bool:
    if match["suffix_head"].lower() in plain_words():
        return False
    return not match["suffix_gap"] or match[0].isupper() or _speaks_of_a_vehicle(match)


def _is_northern(match: re.Match[str]) -> bool:
    letters = re.match("[A-Za-z]+", match[0])
    if letters is None or _YEAR.search(match[0]):
        return False
    is_word = len(letters[0]) < 3 or letters[0].lower() in plain_words()
    is_joined = " " not in match[0] and "-" not in match[0]
    return _speaks_of_a_vehicle(match) or (not is_word and (is_joined or match[0].isupper()))


def _is_whole(match: re.Match[str]) -> bool:
    """Say whether what follows "reg" is more than a word and a count: not "plates 12 in"."""
    parts = re.findall(r"[A-Za-z]+|[0-9]+", match[1])
    words = [part for part in parts if part.isalpha()]
    return not any(
        word.lower() in plain_words() or (word.islower() and lexicon().is_common(word))
        for word in words
    )


def _speaks_of_a_vehicle(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - CONTEXT_CHARS) : match.start()]
    before += " " + match.string[match.end() : match.end() + CONTEXT_AFTER_CHARS]
    return _vehicle_word().search(_BRACKETED.sub(" ", before)) is not None


@lru_cache
def plain_words() -> frozenset[str]:
    """Three-letter words and acronyms that are not part of a registration."""
    return frozenset(_lists()["words"].split()) | frozenset(_lists()["acronyms"].split())


@lru_cache
def _acronyms() -> frozenset[str]:
    return frozenset(_lists()["acronyms"].split())


@lru_cache
def _vehicle_word() -> re.Pattern[str]:
    """A word that says a registration is near."""
    words = "|".join(_lists()["vehicle_words"].split())
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@lru_cache
def _lists() -> dict[str, str]:
    file = Path(__file__).with_name("not_registrations.yml")
    loaded: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
