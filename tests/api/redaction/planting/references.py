"""References of police systems, and the numbers officers go by."""

from __future__ import annotations

from random import Random

from tests.api.redaction.planting.checksums import pnc_letter
from tests.api.redaction.planting.identifiers import MONTHS, Identifier, coded, digits, squeezed


def crime_reference(rng: Random) -> Identifier:
    """As forces write them: area, serial, year."""
    area, serial = rng.choice(["41", "42", "35", "01"]), rng.randint(1000, 99999)
    year = rng.randint(19, 26)
    forms = [f"{area}/{serial}/{year}", f"{area}/{serial:07}/{year}", f"CR/{serial:06}/{year}"]
    forms += [f"{area}-{serial}-{year}", f"{area}/{serial}/20{year}", f"{area}{serial:08}"]
    forms += [f"{area} {serial} {year}"]
    return coded(rng.choices(forms, [6, 2, 2, 2, 2, 2, 1])[0])


def custody_reference(rng: Random) -> Identifier:
    """As custody suites write them: suite, serial, year."""
    suite, serial = rng.choice(["41SV", "41HA", "SV", "HAT", "CU"]), digits(rng, 4)
    year = rng.randint(19, 26)
    forms = [f"{suite}/{serial}/{year}", f"{suite}/{serial}/20{year}", f"{suite}-{serial}-{year}"]
    forms += [f"{suite}{serial}/{year}", f"{suite} {serial}/{year}", f"{serial}/{year}"]
    text = rng.choice(forms)
    return coded(text.lower() if rng.random() < 0.2 else text)


def incident_reference(rng: Random) -> Identifier:
    """A serial of a day; the day may stay."""
    number = rng.randint(100, 1999)
    serial = f"{number:04}" if rng.random() < 0.4 else str(number)
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2023, 2026)
    name, short = MONTHS[month - 1], year % 100
    forms = {
        f"{serial} of {day:02}/{month:02}": 5,
        f"{serial} of {day}/{month}/{short}": 2,
        f"#{serial} {day}/{month}": 1,
        f"{serial} of {day} {name}": 2,
        f"{serial}-{day:02}{month:02}{year}": 1,
        f"{year}{month:02}{day:02}-{serial}": 2,
        f"{serial} {day:02}{name[:3].upper()}{short}": 2,
        f"{serial} of {day:02}/{month:02}/{year}": 2,
        f"{serial} of today": 1,
        f"{serial} of {day} {name[:3].lower()}": 1,
    }
    text = rng.choices(list(forms), list(forms.values()))[0]
    return Identifier(text, squeezed(text), (), frozenset({serial}))


def pnc_id(rng: Random) -> Identifier:
    """Year, serial and check letter, long and short."""
    year, serial = rng.randint(1979, 2025), rng.randint(1000, 999999)
    letter, short = pnc_letter(year, serial), f"{year % 100:02}"
    forms = [f"{year}/{serial:07}{letter}", f"{short}/{serial}{letter}", f"{year}/{serial}{letter}"]
    forms += [f"{short}/{serial}{letter}".lower(), f"{year}{serial:07}{letter}"]
    return coded(rng.choices(forms, [5, 4, 1, 2, 1])[0])


def collar_number(rng: Random) -> Identifier:
    """Three to five digits."""
    low, high = rng.choices([(100, 999), (1000, 9999), (70000, 79999)], [2, 7, 1])[0]
    text = str(rng.randint(low, high))
    return Identifier(text, text, (), frozenset({text, f"pc{text}"}))
