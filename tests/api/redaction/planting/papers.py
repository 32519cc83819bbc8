"""What is on a person's papers and cards."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from tests.api.redaction.planting.checksums import luhn_digit, nhs_digit
from tests.api.redaction.planting.identifiers import (
    MONTHS,
    Identifier,
    coded,
    digits,
    letters,
    squeezed,
)

_NI_FIRST, _NI_SECOND = "ABCEGHJKLMNOPRSTWXYZ", "ABCEGHJKLMNPRSTWXYZ"
_NI_NEVER = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def dob(rng: Random) -> Identifier:
    """A date of birth, from 1931 to 2014."""
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1931, 2014)
    short, name = f"{year % 100:02}", MONTHS[month - 1]
    cut = name[:3].lower()
    forms = {
        f"{day:02}/{month:02}/{year}": 6,
        f"{day:02}.{month:02}.{year}": 2,
        f"{day}/{month}/{short}": 4,
        f"{day:02}-{month:02}-{year}": 2,
        f"{day} {name} {year}": 3,
        f"{day}{_ordinal(day)} {cut} {year}": 2,
        f"{day:02}{month:02}{year}": 1,
        f"{day:02}{month:02}{short}": 2,
        f"{year}-{month:02}-{day:02}": 1,
        f"{day} {cut} {short}": 2,
        f"{day}.{month}.{short}": 1,
        f"{day:02} {cut.upper()} {year}": 1,
    }
    return coded(rng.choices(list(forms), list(forms.values()))[0])


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def ni(rng: Random) -> Identifier:
    """A National Insurance number with letters that may stand there."""
    front = "BG"
    while front in _NI_NEVER:
        front = rng.choice(_NI_FIRST) + rng.choice(_NI_SECOND)
    six, end = digits(rng, 6), rng.choice("ABCD")
    pairs = f"{six[:2]} {six[2:4]} {six[4:]}"
    forms = [f"{front}{six}{end}", f"{front} {pairs} {end}", f"{front} {six} {end}"]
    forms += [f"{front}{pairs}{end}", f"{front} {pairs} {end}".replace(" ", "-")]
    text = rng.choices(forms, [5, 4, 2, 1, 1])[0]
    return Identifier(text.lower() if rng.random() < 0.25 else text, squeezed(text), (six,))


def nhs(rng: Random) -> Identifier:
    """A number of the range kept for tests, its check digit right."""
    check = None
    while check is None:
        nine = f"999{digits(rng, 6)}"
        check = nhs_digit(nine)
    spaced = f"{nine[:3]} {nine[3:6]} {nine[6:]}{check}"
    return coded(rng.choice([spaced, spaced, f"{nine}{check}", spaced.replace(" ", "-")]))


def passport(rng: Random) -> Identifier:
    """Nine digits."""
    nine = f"{rng.randint(1, 9)}{digits(rng, 8)}"
    return coded(rng.choice([nine, nine, f"{nine[:3]} {nine[3:6]} {nine[6:]}"]))


def driving_licence(rng: Random) -> Identifier:
    """A driver number of sixteen characters, built as DVLA builds them."""
    name = (letters(rng, rng.randint(3, 5)) + "99")[:5]
    year, month, day = rng.randint(40, 99), rng.randint(1, 12), rng.randint(1, 28)
    born = f"{year // 10}{month + rng.choice([0, 50]):02}{day:02}{year % 10}"
    initials = letters(rng, 1) + rng.choice([letters(rng, 1), "9"])
    end = f"{initials}{rng.randint(2, 9)}{letters(rng, 2)}"
    joint = rng.choices(["", " ", "-"], [8, 3, 1])[0]
    text = joint.join((name, born, end))
    cased = text.lower() if rng.random() < 0.2 else text
    return Identifier(cased, squeezed(text), (squeezed(text), born))


def bank_card(rng: Random) -> Identifier:
    """A card number that the Luhn check takes; one in ten of fifteen digits."""
    cuts: tuple[int, ...]
    if rng.random() < 0.1:
        front, cuts = rng.choice(["34", "37"]) + digits(rng, 12), (0, 4, 10, 15)
    else:
        head = rng.choice(["4", "51", "53", "55", "2221"])
        front, cuts = head + digits(rng, 15 - len(head)), (0, 4, 8, 12, 16)
    whole = front + luhn_digit(front)
    pieces = [whole[start:end] for start, end in pairwise(cuts)]
    return coded(rng.choice([" ".join(pieces), " ".join(pieces), whole, "-".join(pieces)]))


def bank_account(rng: Random) -> Identifier:
    """A sort code and an account number."""
    sort, account = digits(rng, 6), digits(rng, 8)
    dashed = f"{sort[:2]}-{sort[2:4]}-{sort[4:]}"
    spaced = dashed.replace("-", " ")
    forms = [f"sort code {dashed} account {account}", f"{dashed} {account}", f"{dashed}, {account}"]
    forms += [f"s/c {spaced} a/c {account}", f"acc no {account} sort code {sort}"]
    forms += [f"account number {account}, sort code {dashed}", f"sc {sort} ac {account}"]
    return Identifier(rng.choice(forms), account, (sort, account))
