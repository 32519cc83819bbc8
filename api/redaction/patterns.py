"""What personal data looks like in an officer's message: one compiled pattern a kind.

The forms come from public rules: Ofcom's numbering plan, the list of postcode areas in Royal
Mail's PAF guide, DVLA's INF104 (which letters a registration may hold).
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

_GAP: Final = r"[ \t\u00a0\u2007\u2009\u200b\u202f().\-\u2010-\u2013]{0,3}"

EMAIL: Final = re.compile(
    r"(?<![\w.%+'\-])[\w.%+'\-]+@(?:[^\W_](?:[\w\-]*[^\W_])?\.)+[^\W\d_]{2,24}(?![\w\-])"
)

# "0200-0400", "0200 0400 12 jobs": two times on the 24-hour clock are not a number.
_TIME: Final = "[01][0-9][0-5][0-9]"
PHONE: Final = re.compile(
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

_AREAS: Final = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY"
    "|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD"
    "|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG"
    "|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
# Real inward codes hold no C, I, K, M, O or V; typing errors do, so only measures are left alone.
_INWARD: Final = "[0-9][A-Z]{2}"
MEASURES: Final = frozenset(
    ("am", "pm", "km", "cm", "mm", "kg", "mg", "ml", "in", "mo", "ok", "of", "to", "on", "or", "oz")
)
POSTCODE: Final = re.compile(
    rf"(?<![\w£])((?:{_AREAS})[0-9][0-9A-HJKMNPR-Y]?)[\s\u00a0]*-?[\s\u00a0]*({_INWARD})(?![\w])",
    re.IGNORECASE,
)
# "s59 2nd warning", "the M1 3rd lane": an ordinal after a section or a motorway.
ORDINAL_AFTER: Final = re.compile(r"[SsMm][0-9]+\s+(?:1st|2nd|3rd|[04-9]th)")
POSTAL_DISTRICT: Final = re.compile(rf"(?:{_AREAS})[0-9]{{1,2}}", re.IGNORECASE)

_AREA_LETTER = "[A-HJ-PR-Y]"
_LETTER = "[A-HJ-PR-Z]"
REGISTRATION: Final = re.compile(
    rf"""(?<![\w£/\-])(?:
        (?P<current>{_AREA_LETTER}{{2}}[0-9]{{2}})(?P<gap>[ \t\u00a0\-]?)(?P<tail>{_LETTER}{{3}})
      | (?P<prefix>[A-HJ-NPR-Y][0-9]{{1,3}})(?P<prefix_gap>[ \t\u00a0\-]?)
        (?P<prefix_tail>[A-HJ-PR-Y]{{3}})
      | (?P<suffix_head>[A-HJ-PR-Y]{{3}})(?P<suffix_gap>[ \t\u00a0\-]?)
        (?P<suffix>[0-9]{{1,3}}[A-HJ-NPR-Y])
    )(?![\w])""",
    re.VERBOSE | re.IGNORECASE,
)
ROAD_OR_SECTION: Final = frozenset("ABMS")


@lru_cache
def plain_words() -> frozenset[str]:
    """Three-letter words and acronyms that are not part of a registration."""
    return frozenset(_lists()["words"].split()) | frozenset(_lists()["acronyms"].split())


@lru_cache
def vehicle_word() -> re.Pattern[str]:
    """A word that says a registration is near."""
    words = "|".join(_lists()["vehicle_words"].split())
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@lru_cache
def _lists() -> dict[str, str]:
    file = Path(__file__).with_name("not_registrations.yml")
    loaded: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
