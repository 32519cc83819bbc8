"""Numbers of the police's own records: crimes, custody, incidents, PNC and CRO, collar numbers.

Forces write references as they like, so two things are looked for: shapes that nothing else has
(two slashes around a long number; a PNC id with its letter), and a word for a record followed by
something with digits in it. Our own ticket references stay: officers must be able to ask for them.
"""

import re
from collections.abc import Iterator
from typing import Final

from api.redaction.kinds import Span

_OURS: Final = re.compile(r"PF-[0-9]{4}-[0-9]{6}", re.IGNORECASE)

_SHAPES: Final = re.compile(
    r"""(?<![\w£/.,+=\-])(?:
        [0-9]{2}[A-Z]{0,4}[/\-][0-9]{3,7}[/\-][0-9]{2}(?:[0-9]{2})?   # 41/12345/26, 41PB/123/26
      | (?:[A-Z]{1,4}[/\-]|[A-Z]{2,4}(?=[0-9]{4}))[0-9]{3,7}[/\-]
        [0-9]{2}(?:[0-9]{2})?                                         # CR/012345/26, SV9536/20
      | [0-9]{5,8}/[0-9]{2}(?:[0-9]{2})?                              # 1234567/26
      | (?!19|20)[0-9]{4}/[12][0-9]                                   # 5143/26
      | [0-9]{9,14}                                                   # 4200028134
      | (?:19|20)?[0-9]{2}/[0-9]{4,7}[A-Z]                            # PNC 95/12345A
      | [A-Z]{2,4}-[0-9]{6,8}-[0-9]{1,6}                              # SC-20260512-0345
      | (?:CAD|ISR|INC|URN|CRN)[\-/]?[0-9]{3,8}(?:[\-/][0-9\-/]{1,10})?  # INC-123456
      | [0-9]{1,5}[/\-][0-9]{2}(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[0-9]{2}
      | [0-9]{3,5}[/\-][0-3][0-9][01][0-9]{3}                         # 0345/120526
      | [0-9]{3,6}/[0-9]{2}[A-Z]                                      # CRO 123456/98A
    )(?![\w/]|[.,][0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_RECORD: Final = (
    r"(?:crimes?|custody|incident|occurrence|investigation|offence|intel(?:ligence)?|case|niche"
    r"|athena|storm|command|control|police|report|job|event|log|warrant|exhibit|property|mg\s?[0-9]{1,2}"
    r"|stop\s+(?:and\s+)?search|misper|missing\s+person|compact|charge|court|file|suspect|nominal"
    r"|person|domestic|dash|vist|mash|safeguarding|action\s+fraud|nfrc|pnd|pnc|cro|cad|isr)"
)
_NUMBER_WORD: Final = r"(?:ref(?:erence)?s?|numbers?|nos?|num|record|id|urn|no\.|ref\.|\#|rec)"
_LABEL: Final = (
    rf"(?:{_RECORD}[\s\-]{{0,2}}(?:report[\s\-]{{1,2}}|record[\s\-]{{1,2}}|log[\s\-]{{1,2}})?"
    rf"{_NUMBER_WORD}(?:[\s\-]{{1,2}}{_NUMBER_WORD})?"
    r"|pnc(?:\s?id)?|cro|crn|cris|isr|urn|cad|ref|reference|custody|niche|athena|storm|nspis|pnd"
    r"|oel|ddm|croref|crimeref|nich\.?)"
)
_TOKEN: Final = (
    r"(?=[A-Z0-9/\-]{0,16}[0-9][A-Z/\-]{0,4}[0-9])"
    r"[A-Z0-9]{1,12}(?:[/\-][A-Z0-9]{1,10}){0,4}"
)
_LABELLED: Final = re.compile(
    rf"\b{_LABEL}(?:\s*[:#.=\-]\s*|\s+(?:(?:is|was|of|on|under)\s+)?)[(\"']?({_TOKEN}"
    rf"(?:\s[0-9]{{2,7}}(?![\w:/]))?)(?![\w/]|[.,][0-9]|\s?(?:%|hrs?\b|hours\b|pm\b|am\b))",
    re.IGNORECASE,
)
_LOG_OF: Final = re.compile(
    r"\b(?:log|incident|inc|isr|cad|job|serial|event|storm|occurrence|call)s?"
    r"(?:\s+(?:number|no|ref|num|id|log))*[\s.:#\-]{0,3}"
    r"([0-9]{1,5})(?=\s?(?:of|/|dated|from|on|\s)\s?(?:the\s)?(?:[0-3]?[0-9][\s./\-]|[0-3]?[0-9](?:st|nd|rd|th)"
    r"|[0-9]{6}\b|[0-3]?[0-9](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|today|yesterday|last\s+night))",
    re.IGNORECASE,
)
_LOG_DATED: Final = re.compile(
    r"\b(?:log|incident|inc|isr|cad|job|serial|event|storm|occurrence|call)s?"
    r"(?:\s+(?:number|no|ref|num|id|log))*[\s.:#\-]{0,3}"
    r"([0-9]{6,8}[\-/][0-9]{1,5}|[0-9]{1,5}[\-/][0-9]{6,8})(?![\w/])",
    re.IGNORECASE,
)
_CUSTODY: Final = re.compile(
    r"\b(?:custody|cust|dp|detainee|cr)(?:\s+(?:record|log|number|no|num|ref|reference|rec|id))*"
    r"[\s.:#\-]{1,3}((?:[0-9]{2})?[A-Z]{0,4}[ /\-]?[0-9]{3,6}/(?:20)?[0-9]{2})(?![\w/])",
    re.IGNORECASE,
)
# "345 of 12/05/26": a count is never "of" a day.
_NUMBER_OF_DAY: Final = re.compile(
    r"(?<![\w£/.,\-])([0-9]{1,5}(?=\s?(?:of|/)\s?[0-3]?[0-9]/[01]?[0-9]/(?:20)?[0-9]{2}(?![\w/]))"
    r"|[0-9]{3,5}(?=\sof\s[0-3]?[0-9](?:st|nd|rd|th)?\s"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
    r"|(?<=\bnumber\s)[0-9]{1,6}(?=\sdated\b)|(?<=\bno\s)[0-9]{1,6}(?=\sdated\b))",
    re.IGNORECASE,
)
_BARE_LOG: Final = re.compile(
    r"\b(?:log|cad|isr)[\s:#]{1,2}([0-9]{3,5})(?![\w/:%]|[.,][0-9]|\s?(?:of\s)?[a-z]+s\b)",
    re.IGNORECASE,
)
_CRIME_DIGITS: Final = re.compile(
    r"\b(?:crimes?|custody|incident|occurrence|nominal|pnc(?:\s?id)?|misper)\s+#?"
    r"([0-9]{6,12}[A-Z]?)(?!\w)",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"(?:19|20)[0-9]{2}(?:[/\-](?:[0-9]{2}|(?:19|20)[0-9]{2}))?")

_RANK: Final = (
    r"(?:PCSO|PC|DC|PS|DS|SC|SPC|SGT|SERGEANT|T/PS|A/PS|A/SGT|T/SGT|T/DC|INSP|INSPECTOR|DI|CONSTABLE"
    r"|WPC|SPECIAL|POLICE CONSTABLE|SPECIAL CONSTABLE|DETECTIVE CONSTABLE|OFFICER)"
)
_COUNTED: Final = (
    r"(?:hours?|hrs?|years?|yrs?|days?|weeks?|months?|mins?|minutes?|offences?|crimes?|incidents?"
    r"|calls?|jobs?|times|percent|per|visits?|km|miles?|officers?|people|posts?|[ap]\.?m\.?)"
)
_COLLAR: Final = re.compile(
    rf"\b{_RANK}\s?[#\-]?\s?([0-9]{{2,6}})(?![\w/:%]|[.,][0-9]|\s?{_COUNTED}\b)", re.IGNORECASE
)
_COLLAR_AFTER_NAME: Final = re.compile(
    r"\b(?:PC|DC|PS|DS|PCSO|SC|Sgt|Insp)\s[A-Z][\w'’\-]{1,20}(?:\s[A-Z][\w'’\-]{1,20})?"
    r"[\s,(#]{1,3}([0-9]{3,6})(?![\w/:%]|[.,][0-9])"
)
_COLLAR_WORD: Final = re.compile(
    r"\b(?:collar|shoulder|epaulette|warrant|badge|fin|pin)[\s\-]?(?:number|no|num|card|id)?s?"
    r"(?:\s+(?:number|no|num|is|was))*[\s.:#\-]{1,3}((?=[A-Z]{0,3}[0-9]{2})[A-Z]{0,3}[0-9]{2,6})(?![\w/%])",
    re.IGNORECASE,
)


def police_references(text: str) -> Iterator[Span]:
    """Yield where the number of a police record stands."""
    spans = [match.span() for match in _SHAPES.finditer(text)]
    for pattern in (_LABELLED, _BARE_LOG, _CRIME_DIGITS):
        found = [match.span(1) for match in pattern.finditer(text)]
        spans += [span for span in found if not _YEARS.fullmatch(text, *span)]
    ours = [match.span() for match in _OURS.finditer(text)]
    for pattern in (_LOG_OF, _LOG_DATED, _CUSTODY, _NUMBER_OF_DAY):
        spans += [match.span(1) for match in pattern.finditer(text)]
    for start, end in spans:
        if not any(a < end and start < b for a, b in ours):
            yield start, end


def collar_numbers(text: str) -> Iterator[Span]:
    """Yield where an officer's number stands, after a rank or a word for it."""
    spans = [
        match.span(1)
        for pattern in (_COLLAR, _COLLAR_AFTER_NAME, _COLLAR_WORD)
        for match in pattern.finditer(text)
    ]
    yield from spans
