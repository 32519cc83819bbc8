"""Taking personal data out of what officers type, before it is stored or passed on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from api.redaction import patterns
from api.wording import wording

CONTEXT_CHARS = 40  # how far before a registration a word such as "reg" still speaks for it
_BRACKETED = re.compile(r"\[[^\[\]]*\]?")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the personal data we know, and the kinds that were removed, sorted by kind."""

    text: str
    kinds: tuple[str, ...]


def redact(text: str) -> Redacted:
    """Replace phones, e-mail addresses, postcodes' inward halves and registrations by a notice.

    Redacting the result again changes nothing: each pass takes digits or an @ out and puts none
    in (the wording is checked for that), and passes repeat until one finds nothing.
    """
    kinds: set[str] = set()
    before = None
    while before != text:
        before = text
        for kind, redact_kind in _KINDS:
            text, found = redact_kind(text)
            if found:
                kinds.add(kind)
    return Redacted(text, tuple(sorted(kinds)))


def _emails(text: str) -> tuple[str, bool]:
    return _replace(patterns.EMAIL, text, lambda match: wording().redaction.email)


def _phones(text: str) -> tuple[str, bool]:
    return _replace(patterns.PHONE, text, lambda match: wording().redaction.phone)


def _postcodes(text: str) -> tuple[str, bool]:
    def notice(match: re.Match[str]) -> str | None:
        measure = match[2][1:].lower() in patterns.MEASURES
        if measure or patterns.ORDINAL_AFTER.fullmatch(match[0]):
            return None
        return f"{match[1]} {wording().redaction.postcode}"

    return _replace(patterns.POSTCODE, text, notice)


def _registrations(text: str) -> tuple[str, bool]:
    def notice(match: re.Match[str]) -> str | None:
        return wording().redaction.registration if _is_registration(match) else None

    return _replace(patterns.REGISTRATION, text, notice)


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
    is_word = match["tail"].lower() in patterns.plain_words()
    district = patterns.POSTAL_DISTRICT.fullmatch(match["current"]) is not None
    return not is_word or (match["tail"].isupper() and not district)


def _is_prefix(match: re.Match[str]) -> bool:
    road_or_section = match["prefix"][0].upper() in patterns.ROAD_OR_SECTION
    if not match["prefix_gap"] and not road_or_section:
        return True
    if match["prefix_tail"].lower() in patterns.plain_words():
        return False
    surely = not match["prefix_gap"] or match[0].isupper() or not road_or_section
    return surely or _speaks_of_a_vehicle(match)


def _is_suffix(match: re.Match[str]) -> bool:
    if match["suffix_head"].lower() in patterns.plain_words():
        return False
    return not match["suffix_gap"] or match[0].isupper() or _speaks_of_a_vehicle(match)


def _speaks_of_a_vehicle(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - CONTEXT_CHARS) : match.start()]
    return patterns.vehicle_word().search(_BRACKETED.sub(" ", before)) is not None


def _replace(
    pattern: re.Pattern[str], text: str, notice: Callable[[re.Match[str]], str | None]
) -> tuple[str, bool]:
    """Return `text` with each match that has a notice replaced by it, and whether one had."""
    found = False

    def put(match: re.Match[str]) -> str:
        nonlocal found
        words = notice(match)
        found = found or words is not None
        return match[0] if words is None else words

    return pattern.sub(put, text), found


_KINDS: tuple[tuple[str, Callable[[str], tuple[str, bool]]], ...] = (
    ("email", _emails),
    ("phone", _phones),
    ("postcode", _postcodes),
    ("registration", _registrations),
)
