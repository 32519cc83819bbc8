"""What was suggested at a step of a worksheet: kept with it, chosen by number or by a tick.

It stays what it was when the officer chose, so an export next year says what they saw.
"""

import re
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import object_session

from api.hub_only import service as hub_only
from api.worksheets.models import Worksheet
from api.worksheets.schemas import Suggestion

NUMBER_WORDS: Final = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
}  # fmt: skip
ONE: Final = rf"(?:the |numbers? |nos?\.? |option )*(?:[1-9]|{'|'.join(NUMBER_WORDS)})(?: one)?"
JOINED: Final = r"(?:\s*[,;&+]\s*(?:and |then )?|\s+and\s+|\s+plus\s+|\s+then\s+|\s+)"
CHOSEN: Final = re.compile(rf"{ONE}(?:{JOINED}{ONE})*", re.IGNORECASE)
ALL: Final = re.compile(r"(?:all(?: of (?:them|these|those))?|both(?: of them)?)", re.IGNORECASE)
ADDED: Final = r"(?:(?:and|plus|also|then)\b\s*)"
REST: Final = re.compile(rf"(?:[.,;:]\s*{ADDED}*|{ADDED}+)", re.IGNORECASE)
MEANT: Final = re.compile(rf"([1-9]|\b(?:{'|'.join(NUMBER_WORDS)})\b)(?: one\b)?", re.IGNORECASE)


class Kept(BaseModel):
    """What is stored: the suggestions, and a mark of the answers that they were found for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: str
    rows: list[Suggestion]


def kept(sheet: Worksheet) -> Kept | None:
    """Return what is kept with the worksheet, None before anything was suggested."""
    return Kept.model_validate(sheet.suggested) if sheet.suggested is not None else None


def suggested(sheet: Worksheet) -> list[Suggestion]:
    """Return what was suggested, in the order of its numbers.

    Nothing at a worksheet that is still open while only the Hub answers.
    """
    session = object_session(sheet)
    if sheet.state == "open" and session is not None and hub_only.is_on(session):
        return []
    found = kept(sheet)
    return found.rows if found is not None else []


def keep(sheet: Worksheet, basis: str, rows: Sequence[Suggestion]) -> None:
    """Keep what is suggested from now on."""
    sheet.suggested = Kept(basis=basis, rows=list(rows)).model_dump(mode="json")


def spelt_out(rows: Sequence[Suggestion], text: str, ordinal: str | None = None) -> str:
    """Return `text` with leading numbers of suggestions as their titles, a line each.

    "1 and 3", "the first one, and ask the school" and "all of them" name suggestions; "3 patrols a
    week" does not, nor does a number that none has: such a text is returned as it is.
    """
    said = text.strip()
    if not rows:
        return text
    if ALL.fullmatch(said.rstrip(".! ")):
        return joined([row.title for row in rows])
    if ordinal is not None and len(said.split()) <= 4 and not MEANT.search(said):
        place = -1 if ordinal == "last" else int(ordinal) - 1 if ordinal.isdecimal() else len(rows)
        return rows[place].title if place < len(rows) else text
    match = CHOSEN.match(said)
    if match is None:
        return text
    rest = said[match.end() :]
    numbers = [int(_digit(word)) for word in MEANT.findall(match.group())]
    if max(numbers) > len(rows) or not (_is_nothing(rest) or REST.match(rest.lstrip())):
        return text
    titles = [rows[number - 1].title for number in dict.fromkeys(numbers)]
    own = "" if _is_nothing(rest) else REST.sub("", rest.lstrip(), count=1).strip()
    return joined(titles, own)


def joined(titles: Sequence[str], own: str = "") -> str:
    """Return the answer made of chosen titles and what was added, a line each."""
    return "\n".join(filter(None, (*titles, own.strip())))


def parted(rows: Sequence[Suggestion], answer: str) -> tuple[list[str], str]:
    """Return the slugs of the suggestions that the answer names, and the rest of it."""
    by_title = {row.title: row.slug for row in rows}
    lines = answer.splitlines()
    chosen = [by_title[line.strip()] for line in lines if line.strip() in by_title]
    rest = "\n".join(line for line in lines if line.strip() not in by_title)
    return chosen, rest.strip()


def _digit(word: str) -> str:
    return NUMBER_WORDS.get(word.casefold(), word)


def _is_nothing(rest: str) -> bool:
    return not rest.strip(" .,;!")
