"""Check digits: what tells a number of its kind from any other run of digits."""

import re
from typing import Final

_IBAN_CHARS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits_of(text: str) -> str:
    """Return the ASCII digits in `text`, in order."""
    return re.sub(r"[^0-9]", "", text)


def is_luhn(digits: str) -> bool:
    """Say whether the last digit checks the others by the Luhn algorithm (bank cards)."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(n // 10 + n % 10 for n in doubled)
    return total % 10 == 0


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits are an NHS number: the last checks the others modulo 11."""
    if len(digits) != 10 or digits[0] == "0" or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == int(digits[9])


def is_iban(text: str) -> bool:
    """Say whether an account number in international form checks modulo 97."""
    compact = re.sub(r"[^0-9A-Z]", "", text.upper())
    moved = compact[4:] + compact[:4]
    return int("".join(str(_IBAN_CHARS.index(char)) for char in moved)) % 97 == 1
