"""Numbers that the state gives a person, and the day they were born.

Forms: National Insurance by HMRC's manual NIM39110, NHS numbers by the NHS data dictionary (ten
digits, the last a check), driving licences by DVLA's sixteen characters. A passport number is
nine digits like any other, so a word beside it must say what it is.
"""

import re
from collections.abc import Iterator
from typing import Final

from api.redaction.checks import digits_of, is_nhs_number
from api.redaction.kinds import MARKS, Kind, Span

_SEP: Final = r"[ \t\u00a0.\-/]{0,2}"
_INSURANCE: Final = re.compile(
    rf"(?<![\w£/])[A-Z][ \t.\-]?[A-Z]{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}{_SEP}[A-D]"
    r"(?!\w)",
    re.IGNORECASE,
)
_INSURANCE_AFTER: Final = re.compile(
    r"\b(?:n\.?i\.?(?:\s?n\.?o?\.?)?|nino|national\s+insurance)(?:\s+(?:number|no|num))?"
    rf"[\s.:#\-]{{1,3}}(?:is\s+)?([A-Z]{{2}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}})(?!\w)",
    re.IGNORECASE,
)
_TEN_DIGITS: Final = re.compile(
    r"(?<![\w£+.,/])[0-9]{3}[ \t\u00a0.\-]?[0-9]{3}[ \t\u00a0.\-]?[0-9]{4}(?![\w/]|[.,][0-9])"
)
_NHS_BEFORE: Final = re.compile(r"\bnhs\b[^0-9]{0,25}$", re.IGNORECASE)
_NHS_AFTER: Final = re.compile(r"^\W{0,3}(?:is\s+)?(?:(?:his|her|their|the)\s+)?\(?nhs\b", re.I)

_PASSPORT: Final = re.compile(
    r"(?<![\w£])(?:[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}|[A-Z]{1,2}[ ]?[0-9]{6,8}"
    r"|[0-9]{2}[A-Z]{2}[0-9]{5})(?![\w/])",
    re.IGNORECASE,
)
_PASSPORT_WORD: Final = re.compile(r"\b(?:passports?|ppt|pp\s(?:no|num|number)\b)", re.IGNORECASE)

_DRIVER: Final = re.compile(
    r"(?<!\w)[A-Z][A-Z9]{4}[ \-]?[0-9]{6}[ \-]?[A-Z9]{2}[ \-]?[A-Z0-9][ \-]?[A-Z]{2}"
    r"(?:[ \-]?[0-9]{2})?(?!\w)",
    re.IGNORECASE,
)
_LICENCE_AFTER: Final = re.compile(
    r"\b(?:(?:driving|driver'?s?|dvla|dva)\s+)(?:licence|license|lic|number|no|num)"
    r"(?:\s+(?:number|no|num|is|was))*[\s.:#\-]{1,3}"
    r"((?=[A-Z0-9 ]{0,12}[0-9]{4})[A-Z0-9]{7,18})(?!\w)",
    re.IGNORECASE,
)

_MONTH: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR: Final = "(?:(?:19|20)[0-9]{2}|['’]?[0-9]{2})"
_DAY: Final = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_DATE: Final = (
    rf"(?:{_DAY}(?:\s+of)?[\s,.\-/]{{0,2}}{_MONTH}[\s,.\-/]{{0,2}}{_YEAR}"
    rf"|{_MONTH}[\s.]{{0,2}}{_DAY}[\s,]{{1,2}}{_YEAR}"
    r"|(?:19|20)[0-9]{2}[./\- ][0-9]{1,2}[./\- ][0-9]{1,2}"
    r"|[0-9]{1,2}\s?[./\- ]\s?[0-9]{1,2}\s?[./\- ]\s?(?:(?:19|20)[0-9]{2}|[0-9]{2})"
    r"|[0-9]{8}|[0-9]{6})(?![0-9/])"
)
_BORN: Final = r"(?:d[./]?\s?o[./]?\s?b\.?s?|dates?\s+of\s+birth|born|birth\s?da(?:y|te)|birth)"
_A_BIRTH: Final = re.compile(rf"\b(?:{_BORN}(?![a-z])|aged?\b)|{Kind.NAME.mark}", re.IGNORECASE)
_BORN_BEFORE: Final = re.compile(
    rf"\b(?:{_BORN}(?![a-z])|aged?\s[0-9]{{1,2}}\b)[^0-9\n;!?]{{0,25}}({_DATE}|{_DAY}(?:\s+of)?[\s\-/]{_MONTH}\b)",
    re.IGNORECASE,
)
_BORN_AFTER: Final = re.compile(
    rf"(?<![\w/])({_DATE})[\s,]{{0,2}}\(?(?:(?:is|as|was)\s+)?(?:(?:his|her|their|the)\s+)?"
    rf"{_BORN}(?!\w)",
    re.IGNORECASE,
)
# "[name removed] 12/05/1990", "[name removed] (b. 1990-05-12)": long enough ago not to be news.
# A day written out in figures that is so long past is hardly ever anything else.
_LONG_PAST: Final = re.compile(
    r"(?<![\w/.£\-])[0-3]?[0-9]([./\-])[01]?[0-9]\1(?:19[2-9][0-9]|200[0-9])(?![\w/])"
)
_AFTER_A_NAME: Final = re.compile(
    rf"{Kind.NAME.mark}[\s,(\-]{{1,4}}(?:b\.?\s)?(?=[^\n{MARKS}]{{0,12}}(?:19[0-9]{{2}}|200[0-9]"
    rf"|201[0-5]|[./\- ](?:2[7-9]|[3-9][0-9]))(?![0-9]))({_DATE})",
    re.IGNORECASE,
)


def insurance_numbers(text: str) -> Iterator[Span]:
    """Yield where a National Insurance number stands."""
    spans = [match.span() for match in _INSURANCE.finditer(text)]
    spans += [match.span(1) for match in _INSURANCE_AFTER.finditer(text)]
    yield from spans


def nhs_numbers(text: str) -> Iterator[Span]:
    """Yield where ten digits stand that check, or that are called an NHS number."""
    for match in _TEN_DIGITS.finditer(text):
        start, end = match.span()
        if (
            is_nhs_number(digits_of(match[0]))
            or _NHS_BEFORE.search(text[max(0, start - 40) : start])
            or _NHS_AFTER.search(text[end : end + 20])
        ):
            yield start, end


def passports(text: str) -> Iterator[Span]:
    """Yield where a passport's number stands near the word."""
    if _PASSPORT_WORD.search(text) is None:
        return
    for match in _PASSPORT.finditer(text):
        start, end = match.span()
        if _PASSPORT_WORD.search(text[max(0, start - 60) : end + 35]):
            yield start, end


def driving_licences(text: str) -> Iterator[Span]:
    """Yield where a driver number stands, or another licence number after the word."""
    spans = [match.span() for match in _DRIVER.finditer(text)]
    spans += [match.span(1) for match in _LICENCE_AFTER.finditer(text)]
    yield from spans


def birth_dates(text: str) -> Iterator[Span]:
    """Yield where a date stands that is called a birth, or follows a name and is long past."""
    yield from (match.span() for match in _LONG_PAST.finditer(text))
    if _A_BIRTH.search(text) is None:
        return
    spans = [
        match.span(1)
        for pattern in (_BORN_BEFORE, _BORN_AFTER, _AFTER_A_NAME)
        for match in pattern.finditer(text)
    ]
    yield from spans
