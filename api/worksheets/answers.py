"""What a text means at a step: kept as it was typed, read as a choice or a date, or refused."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.redaction.service import redact
from api.wording import wording
from api.worksheets.dates import read_date
from api.worksheets.kinds import Kind, Option, Step

SKIPPED: Final = ""
REMOVED: Final = re.compile(r"\[([^\[\]]{1,60}) removed\]")
BACK: Final = re.compile(
    r"\b(back|previous|last (one|question|answer|step)|before)\b", re.IGNORECASE
)
SENDS: Final = re.compile(
    r"\W*(yes\W+)?(please\W+)?(send|submit)( it| that| this)?( off| in| now)?(\W+please)?\W*",
    re.IGNORECASE,
)
MAX_WORDS_OF_A_CHOICE: Final = 4
PLACES: Final = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "last": -1}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept for a step, and what personal data was taken out of it, in words."""

    text: str
    removed: tuple[str, ...] = ()


class Refused(Exception):
    """The text is no answer to that step; `message` says to the officer what is."""

    def __init__(self, step: str, message: str) -> None:
        """Keep both."""
        super().__init__(step)
        self.step = step
        self.message = message


def read_answer(step: Step, typed: str, today: date, ordinal: str | None = None) -> Answer:
    """Return what is kept of `typed` at `step`, redacted; raise Refused if it is no answer."""
    words = wording().worksheet
    if "\x00" in typed or not typed.strip():
        raise Refused(step.key, words.nothing)
    if step.type == "date":
        return Answer(_date(step, typed.strip()[: step.max_chars], today))
    clean = redact(typed.strip()).text
    if step.options:
        clean = _choice(step, clean, ordinal)
    if len(clean) > step.max_chars:
        raise Refused(step.key, words.too_long.format(max_chars=f"{step.max_chars:,}"))
    return Answer(clean, removed_from(clean))


def removed_from(text: str) -> tuple[str, ...]:
    """Return what was taken out of a redacted text, in words, each once."""
    return tuple(dict.fromkeys(REMOVED.findall(text)))


def shown(step: Step, kept: str) -> str:
    """Return a kept answer as it is read: a choice by its label, a date in words."""
    if step.type == "date" and kept:
        day = date.fromisoformat(kept)
        return f"{day.day} {day:%B %Y}"
    return next((option.label for option in step.options if option.value == kept), kept)


def step_meant(kind: Kind, text: str) -> Step | None:
    """Return the step that "change where" means, the one named in the most words; None if none."""
    said = f" {' '.join(re.findall(r'[a-z]+', text.casefold()))} "
    found = [
        (len(words), step)
        for step in kind.steps
        for words in step.change_words
        if f" {words} " in said
    ]
    return max(found, key=lambda row: row[0])[1] if found else None


def goes_back(text: str) -> bool:
    """Say whether the text asks for the step before, as "go back one" does."""
    return BACK.search(text) is not None


def sends(text: str) -> bool:
    """Say whether the text, at the review, says to send it."""
    return SENDS.fullmatch(text) is not None


def _choice(step: Step, text: str, ordinal: str | None) -> str:
    words = re.findall(r"[\w-]+", text.casefold())
    if len(words) <= MAX_WORDS_OF_A_CHOICE:
        option = _option(step, words, ordinal)
        if option is not None:
            return option.value
    if step.own_words is not None and step.own_words.search(text.casefold()):
        return text
    raise Refused(step.key, step.refusal or wording().worksheet.choose_one)


def _option(step: Step, words: list[str], ordinal: str | None) -> Option | None:
    place = PLACES.get(ordinal or "".join(words))
    if place is not None and place < len(step.options):
        return step.options[place]
    named = [o for o in step.options if {o.value, *o.words} & set(words)]
    return named[0] if named else None


def _date(step: Step, text: str, today: date) -> str:
    day = read_date(text, today)
    if day is None:
        raise Refused(step.key, step.refusal or "")
    return day.isoformat()
