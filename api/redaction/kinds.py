"""The kinds of personal data, and the single character that stands for each while we look.

A notice in square brackets could be taken for something else by a pattern that comes later. A
mark cannot: Unicode sets these code points aside for use inside a program, they are no letter, no
digit and no space, and what officers send never keeps one.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final

from api.wording import wording

Span = tuple[int, int]
_FIRST: Final = 0xFDD0


class Kind(StrEnum):
    """A kind of personal data; its value names it in replies, tickets and the wording."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REGISTRATION = "registration"
    POSTCODE = "postcode"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    NATIONAL_INSURANCE = "national_insurance"
    NHS_NUMBER = "nhs_number"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    BANK_CARD = "bank_card"
    BANK_ACCOUNT = "bank_account"
    POLICE_REFERENCE = "police_reference"
    COLLAR_NUMBER = "collar_number"
    SOCIAL_MEDIA = "social_media"

    @property
    def mark(self) -> str:
        """The character that stands for it."""
        return _MARKS[self]

    @property
    def notice(self) -> str:
        """What an officer reads in its place."""
        return str(getattr(wording().redaction, self.value))


_MARKS: Final = {kind: chr(_FIRST + place) for place, kind in enumerate(Kind)}
MARKS: Final = "".join(_MARKS.values())
_MARK: Final = re.compile(f"[{MARKS}]")


def mask(text: str) -> str:
    """Return `text` with each notice as its mark; a mark that was typed is left out."""
    by_notice = {kind.notice: kind.mark for kind in Kind}
    return _notice().sub(lambda match: by_notice[match[0]], _MARK.sub("", text))


def unmask(text: str) -> str:
    """Return `text` with each mark as its notice."""
    by_mark = {kind.mark: kind.notice for kind in Kind}
    return _MARK.sub(lambda match: by_mark[match[0]], text)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order; of those that overlap the first and longest."""
    kept: list[Span] = []
    end = 0
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end <= start < stop:
            kept.append((start, stop))
            end = stop
    return kept


def cut(text: str, spans: Iterable[Span], kind: Kind) -> str:
    """Return `text` with `kind`'s mark in place of each span (`in_order`).

    What stood against a letter or digit gets a space: "AL100AB" is read as "AL10 [postcode
    removed]".
    """
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        kept = text[end:start]
        parts += (kept, " " if kept[-1:].isalnum() else "", kind.mark)
        end = stop
    return "".join((*parts, text[end:]))


@lru_cache
def _notice() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(kind.notice) for kind in Kind))
