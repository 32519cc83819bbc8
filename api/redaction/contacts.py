"""How a person is reached: e-mail addresses, phone numbers, names on social media.

Phone numbers follow Ofcom's numbering plan. Linear patterns: no part repeats a part that repeats.
"""

import re
from collections.abc import Iterator
from typing import Final

from api.redaction.kinds import Span
from api.redaction.lexicon import lexicon

_GAP: Final = r"[ \t\u00a0\u2007\u2009\u200b\u202f().\-\u2010-\u2013]{0,3}"

_EMAIL: Final = re.compile(
    r"(?<![\w.%+'\-])[\w.%+'\-]+@(?:[^\W_](?:[\w\-]*[^\W_])?\.)+[^\W\d_]{2,24}(?![\w\-])"
)
# "jo.bloggs at example dot org", "jo(at)example.org": written so that no robot reads it.
_SPELT_EMAIL: Final = re.compile(
    r"(?<![\w.%+'\-])[\w.%+'\-]{1,64}"
    r"(?:\s?[\[(]at[\])]\s?[\w\-]{1,63}(?:\.|\s?[\[(]?dot[\])]?\s?)"
    r"|\s+at\s+[\w\-]{1,63}\s+dot\s+)"
    r"(?:com|org|net|co|gov|police|ac|uk)(?:(?:\.|\s+dot\s+)uk)?(?!\w)",
    re.IGNORECASE,
)

# "0200-0400", "0200 0400 12 jobs": two times on the 24-hour clock are not a number.
_TIME: Final = "[01][0-9][0-5][0-9]"
_PHONE: Final = re.compile(
    rf"""(?<![0-9/£+_])(?<![0-9][.,])
    (?!{_TIME}[\-\u2013][0-2][0-9][0-5][0-9](?![0-9]))
    (?!{_TIME}\s+[0-2][0-9][0-5][0-9]\s+[0-9]{{1,2}}(?![0-9]))
    (?:
        \(?(?:\+|00[ ]?)44{_GAP}0?(?:{_GAP}[0-9]){{9,10}}      # +44 (0)1707 354000
      | \+[1-9](?:{_GAP}[0-9]){{8,14}}                         # another country's
      | 44[ ]?7(?:[ ]?[0-9]){{9}}                              # 447700 900123
      | (?=\(?0[1235789][0-9]|07[ ][0-9]{{3}})\(?0(?:{_GAP}[0-9]){{9,10}}
    )(?![0-9]|[/:][0-9])""",
    re.VERBOSE,
)
# A local number, or one without its first 0, only beside a word that says so.
_PHONE_AFTER: Final = re.compile(
    r"\b(?:tel|telephone|phone|mob|mobile|landline|ring|call|whatsapp)"
    r"(?:\s+(?:number|no|num|her|him|them|me|us|is|on|back))*[\s.:#\-]{1,3}"
    r"([1-9](?:[ \-]?[0-9]){5,9})(?![\w/])",
    re.IGNORECASE,
)

_NETWORKS: Final = (
    "snap(?:chat)?|insta(?:gram)?|ig|tik\\s?tok|facebook|fb|twitter|telegram|whatsapp|discord"
    "|kik|reddit|you\\s?tube|only\\s?fans|roblox|tinder|grindr|messenger|threads|twitch|xbox|psn"
    "|steam|signal|vinted|linked\\s?in|snapchat|bluesky"
)
# What follows an @ that means "at", and what is said of an account without naming it.
_NOT_A_HANDLE: Final = (
    "the|home|work|school|night|scene|court|custody|hospital|station|his|her|their|my|our|your"
    "|this|that|least|about|around|approx|all|times|any|some|each|one|two|which|where"
)
A_NETWORK: Final = re.compile(
    rf"\b(?:{_NETWORKS}|user\s?name|handle|screen\s?name|gamer\s?tag)", re.IGNORECASE
)
_HANDLE: Final = re.compile(
    rf"(?<![\w@.])@(?!(?:{_NOT_A_HANDLE})\b)(?=[\w.]{{0,30}}[A-Za-z])[A-Za-z_][\w.]{{1,30}}(?<!\.)",
    re.IGNORECASE,
)
_PROFILE: Final = re.compile(
    r"(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|youtube|linkedin|threads|t|twitch)"
    r"\.(?:com|me|net|tv)/(?:in/|add/|user/|@)?((?!groups/|watch|policies|help)[\w.\-]{2,60})",
    re.IGNORECASE,
)
_LABEL: Final = r"(?:user\s?name|handle|screen\s?name|gamer\s?tag|user|account|profile|name|id|tag)"
# "insta jay_bee99": a network and a word that no dictionary holds.
_ODD_WORD_AFTER: Final = re.compile(
    rf"\b(?:{_NETWORKS})(?:\s+(?:{_LABEL}|is|as|called|named|of|under|on|it's))*[\s:=\-\"'(]{{1,4}}"
    r"@?((?=[\w.]*[A-Za-z])(?:(?=[\w.]*[0-9_])|(?=\w+\.\w))[\w.]{3,31}(?<!\.))",
    re.IGNORECASE,
)
# "snapchat username: daveyboy", "handle is daveyboy": a word named as one.
_NAMED_AFTER: Final = re.compile(
    rf"\b(?:(?:(?:{_NETWORKS})\s+)(?:{_LABEL})|user\s?name|handle|screen\s?name|gamer\s?tag)s?"
    r"(?:\s*[:=]\s*|\s+(?:is|was|of|called|as)\s+|\s+(?=[\"'‘“]))[\"'‘“]?@?"
    rf"((?!(?:{_NOT_A_HANDLE}|not|unknown|a|an|fake|false|in|on|being|to|for|and|it|no)\b)"
    r"[A-Za-z][\w.]{2,30}(?<!\.))",
    re.IGNORECASE,
)
# "snapchat name bigkev", "dealing off insta under lilman": a word that is no other.
_PLAIN_NAME_AFTER: Final = re.compile(
    rf"\b(?:{_NETWORKS})(?:\s+(?:{_LABEL}|under|as|of|called|is|it's)){{1,3}}[\s:]{{1,2}}"
    r"[\"'‘“]?@?([A-Za-z][A-Za-z.]{3,30}(?<!\.))(?!\w)",
    re.IGNORECASE,
)
_ON_A_NETWORK: Final = re.compile(
    rf"(?<![\w@])((?=[\w.]*[A-Za-z])(?=[\w.]*[0-9_])[\w.]{{3,31}}(?<!\.))[\"'’”]?"
    rf"\s+(?:on|over|via|\()\s?(?:his\s|her\s|their\s)?(?:{_NETWORKS})\b",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    """Yield where an e-mail address stands."""
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))


def spelt_emails(text: str) -> Iterator[Span]:
    """Yield where an e-mail address stands with its signs as words."""
    yield from (match.span() for match in _SPELT_EMAIL.finditer(text))


def phones(text: str) -> Iterator[Span]:
    """Yield where a phone number stands."""
    yield from (match.span() for match in _PHONE.finditer(text))


def local_phones(text: str) -> Iterator[Span]:
    """Yield where a number stands that a word before it calls a phone's."""
    yield from (match.span(1) for match in _PHONE_AFTER.finditer(text))


def handles(text: str) -> Iterator[Span]:
    """Yield where an @name stands."""
    if "@" in text:
        yield from (match.span() for match in _HANDLE.finditer(text))


def profiles(text: str) -> Iterator[Span]:
    """Yield where the name in the address of a profile stands."""
    if "/" in text:
        yield from (match.span(1) for match in _PROFILE.finditer(text))


def named_accounts(text: str) -> Iterator[Span]:
    """Yield where a word stands that is said to be somebody's name on a network."""
    for pattern in (_ODD_WORD_AFTER, _ON_A_NETWORK):
        yield from (match.span(1) for match in pattern.finditer(text))
    for pattern in (_PLAIN_NAME_AFTER, _NAMED_AFTER):
        for match in pattern.finditer(text):
            is_labelled = text[match.start(1) - 1] in "\"'‘“" or ":" in match[0] or "=" in match[0]
            if is_labelled or lexicon().is_unknown(match[1].lower()):
                yield match.span(1)
