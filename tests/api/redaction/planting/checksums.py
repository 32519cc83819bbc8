"""The check digits and letters of identifiers that have one."""

_PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def luhn_digit(front: str) -> str:
    """Return the digit that makes the card number that begins with `front` right."""
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(front)))
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def nhs_digit(nine: str) -> str | None:
    """Return the check digit of an NHS number; None where there is no such number."""
    found = 11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
    return None if found == 10 else str(found % 11)


def pnc_letter(year: int, serial: int) -> str:
    """Return the check letter of a PNC id: the year's last two digits and serial, modulo 23."""
    return _PNC_LETTERS[int(f"{year % 100:02}{serial:07}") % 23]
