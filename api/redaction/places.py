"""Where exactly somebody lives: the number of a house or flat and the end of a postcode go.

The street and the outward half of the postcode stay, because where a problem is matters here.
Postcode areas: the list in Royal Mail's PAF guide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from api.redaction.kinds import Kind, Span
from api.redaction.lexicon import lexicon
from api.redaction.words import words_of

_AREAS: Final = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY"
    "|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD"
    "|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG"
    "|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
# Real inward codes hold no C, I, K, M, O or V; typing errors do, so only measures are left alone.
_MEASURES: Final = frozenset(
    ("am", "pm", "km", "cm", "mm", "kg", "mg", "ml", "in", "mo", "ok", "of", "to", "on", "or", "oz")
)
_POSTCODE: Final = re.compile(
    rf"(?<![\w£])((?:{_AREAS})[0-9][0-9A-HJKMNPR-Y]?)[\s\u00a0]*-?[\s\u00a0]*([0-9][A-Z]{{2}})(?!\w)",
    re.IGNORECASE,
)
# "s59 2nd warning", "the M1 3rd lane": an ordinal after a section or a motorway.
_ORDINAL_AFTER: Final = re.compile(r"[SsMm][0-9]+\s+(?:1st|2nd|3rd|[04-9]th)")
POSTAL_DISTRICT: Final = re.compile(rf"(?:{_AREAS})[0-9]{{1,2}}", re.IGNORECASE)

_UNITS: Final = r"(?:flats?|apartments?|apt\.?|maisonette|bedsit|studio)"
_NUMBER: Final = r"[0-9]{1,3}[A-Za-z]?(?:\s?[\-–/&]\s?[0-9]{1,3}[A-Za-z]?)?"
_WORD: Final = r"[^\W\d_][\w'’.\-]{0,30}"
_NUMBERED: Final = re.compile(
    rf"(?<![\w£#/:.,\-])({_NUMBER})(?![\w%]),?[ \t\u00a0]+({_WORD}(?:[ \t\u00a0]+{_WORD}){{0,4}})"
)
_ADDRESS_BEFORE: Final = re.compile(
    rf"\b(?:liv(?:es?|ing)|address|addr|home|h/a|{_UNITS})[\s:]+(?:is\s|at\s|no\.?\s|number\s)?"
    rf"(?:{_UNITS}\s)?(?:[0-9]{{1,4}}[a-z]?,?\s)?$",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"([^\W\d_]+|£)\W{0,2}$")
_ROOM: Final = re.compile(
    rf"\b(?:{_UNITS}|units?|rooms?|plot|block)\s([0-9]{{1,4}}[A-Za-z]?|[A-Za-z])"
    rf"(?=,?\s{{1,2}}(?:{Kind.ADDRESS.mark}|(?:[A-Z][\w'’\-]{{1,24}}\s){{1,3}}"
    r"(?:House|Court|Lodge|Towers?|Mansions|Road|Street|Close|Lane|Avenue|Way|Drive)\b))",
    re.IGNORECASE,
)
_ALSO: Final = re.compile(
    rf"(?<![\w£#/:.,\-])({_NUMBER})(?=\s?(?:,|and|&|or|to|[\-–]|,\s?and)\s?{Kind.ADDRESS.mark})",
    re.IGNORECASE,
)
_DOOR: Final = re.compile(
    rf"\b(?:(?:house|door)\s+(?:number|no\.?)|number|no\.?|nos\.?|house)\s?#?({_NUMBER})"
    r"(?![\w%:]|[.,][0-9]|\s(?:of|in)\b)",
    re.IGNORECASE,
)
_STREET_NEAR: Final = re.compile(
    r"\b(?:road|rd|street|avenue|ave|close|crescent|lane|drive|gardens|grove|terrace|mews)\b",
    re.IGNORECASE,
)
_LIVES_AT: Final = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|resid(?:es?|ed|ing|ents?)|stay(?:s|ed|ing)|(?:home\s+)?address(?:es)?"
    r"|tenants?|occupants?|occupiers?|bailed|registered|moved|h/a)"
    rf"(?:\s+(?:is|was|at|to|of|as|given|in))*[\s:\-]{{1,3}}(?:{_UNITS}\s)?({_NUMBER})(?![\w%:/]|[.,][0-9])"
    rf"(?=[\s,.;)]*(?:$|{_WORD}))",
    re.IGNORECASE,
)
_COUNTED_NEXT: Final = re.compile(r"[\s,]{1,2}([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Streets:
    """The words of `streets.yml`."""

    kinds: frozenset[str]
    kinds_in_small: frozenset[str]
    no_name_needed: frozenset[str]
    never_in_a_name: frozenset[str]
    not_after: frozenset[str]
    counted: frozenset[str]


@lru_cache
def _streets() -> _Streets:
    return _Streets(**words_of("streets.yml"))


def postcodes(text: str) -> Iterator[Span]:
    """Yield where the inward half of a postcode stands."""
    for match in _POSTCODE.finditer(text):
        measure = match[2][1:].lower() in _MEASURES
        if not measure and not _ORDINAL_AFTER.fullmatch(match[0]):
            yield match.end(1), match.end()


def house_numbers(text: str) -> Iterator[Span]:
    """Yield where the number of a house or flat stands."""
    spans = [match.span(1) for match in _NUMBERED.finditer(text) if _is_in_a_street(match)]
    spans += [match.span(1) for pattern in (_ROOM, _ALSO) for match in pattern.finditer(text)]
    spans += [match.span(1) for match in _LIVES_AT.finditer(text) if _counts_nothing(match)]
    for match in _DOOR.finditer(text):
        if _STREET_NEAR.search(text[max(0, match.start() - 60) : match.end() + 40]):
            spans.append(match.span(1))
    yield from spans


def _is_in_a_street(match: re.Match[str]) -> bool:
    """Say whether a street's name follows the number, and the number is no count or section."""
    before = _BEFORE.search(match.string[max(0, match.start() - 16) : match.start()])
    if before and before[1].lower() in _streets().not_after:
        return False
    words = [word.rstrip(".,") for word in match[2].split()]
    if words[0].lower() == "the":
        words = words[1:]
        if words and words[0].lower() in _streets().kinds and not words[0].islower():
            return True
    is_listed = match[0][len(match[1])] == "," or _ADDRESS_BEFORE.search(
        match.string[max(0, match.start() - 24) : match.start()]
    )
    return _is_street(words, bool(is_listed))


def _is_street(words: list[str], is_listed: bool) -> bool:
    """Say whether `words` begin with a street: its name, then what kind of street it is.

    `is_listed`: something before says that an address follows, so nothing is counted.
    """
    if words and words[0].lower() in _streets().no_name_needed:
        return True
    for place, word in enumerate(words):
        lower = word.lower()
        if place and lower in _kinds(word):
            if _counts_what_is_there(words[place + 1 :]):
                return False
            return not word.islower() or is_listed or not _counts(words[0])
        if lower.split("-")[0] in _streets().never_in_a_name or (place > 1 and word.islower()):
            return False
    return False


def _counts_what_is_there(after: list[str]) -> bool:
    """Say whether what follows a street is counted: "30 high street shops signed"."""
    return bool(after) and after[0] in _streets().counted


def _kinds(word: str) -> frozenset[str]:
    return _streets().kinds_in_small if word.islower() else _streets().kinds


def _counts(word: str) -> bool:
    """Say whether a word in small letters is something counted: "12 burglaries station road"."""
    is_plural = word.endswith("s") and not word.endswith(("ss", "'s", "’s"))
    return is_plural and word in lexicon().ordinary


def _counts_nothing(match: re.Match[str]) -> bool:
    after = _COUNTED_NEXT.match(match.string, match.end(1))
    return after is None or not (
        _counts(after[1]) or after[1].lower() in _streets().never_in_a_name - {"the"}
    )
