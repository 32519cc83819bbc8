"""Reading a date to come as an officer writes it: "15 March", "15/03/2027", "in 3 months".

Days come before months, as everywhere in the United Kingdom. Nothing is guessed: what is not one of
these forms is no date.
"""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Final

MAX_YEARS_AHEAD: Final = 10
WITH_YEAR: Final = (
    "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y",
    "%Y-%m-%d",
)  # fmt: skip
WITHOUT_YEAR: Final = ("%d %B", "%d %b", "%B %d", "%b %d", "%d/%m")
LEAP_YEAR: Final = "2024"
NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
AHEAD: Final = re.compile(
    r"(?:in |after )?(?:about )?(?P<number>\d{1,3}|[a-z]+) (?P<unit>day|week|month|year)s?"
    r"(?: time| from now)?",
)
DAY_NAME: Final = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b")
ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
FILLERS: Final = re.compile(r"\b(?:on|by|the|of)\b|[,.]$|,")


def read_date(text: str, today: date) -> date | None:
    """Return the day to come that `text` names, at most ten years ahead; None if it names none.

    A day without a year is the next one of that name.
    """
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    words = " ".join(DAY_NAME.sub(" ", plain).split())
    found = _ahead(words, today) or _on(_bare(words), today)
    latest = _add_months(today, 12 * MAX_YEARS_AHEAD)
    return found if found is not None and today < found <= latest else None


def _bare(words: str) -> str:
    return " ".join(FILLERS.sub(" ", ORDINAL.sub("", words)).split())


def _ahead(words: str, today: date) -> date | None:
    if words in ("next week", "next month", "next year"):
        words = words.replace("next", "in a")
    match = AHEAD.fullmatch(words)
    if match is None:
        return None
    said = match["number"]
    number = int(said) if said.isdecimal() else NUMBERS.get(said)
    if number is None:
        return None
    match match["unit"]:
        case "day":
            return today + timedelta(days=number)
        case "week":
            return today + timedelta(weeks=number)
        case "month":
            return _add_months(today, number)
        case _:
            return _add_months(today, 12 * min(number, MAX_YEARS_AHEAD + 1))


def _on(words: str, today: date) -> date | None:
    words = re.sub(r"\bsept\b", "sep", words)
    for form in WITH_YEAR:
        found = _parsed(words, form)
        if found is not None:
            return found
    for form in WITHOUT_YEAR:
        found = _parsed(f"{words} {LEAP_YEAR}", f"{form} %Y")
        if found is not None:
            return _next(found, today)
    return None


def _parsed(words: str, form: str) -> date | None:
    try:
        return datetime.strptime(words, form).date()
    except ValueError:
        return None


def _next(day: date, today: date) -> date | None:
    """Return the next day of that name; 29 February waits for its year."""
    for year in range(today.year, today.year + 9):
        last = calendar.monthrange(year, day.month)[1]
        if day.day <= last and (found := day.replace(year=year)) > today:
            return found
    return None


def _add_months(day: date, months: int) -> date:
    """Return the same day `months` later, the last of the month where that one is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
