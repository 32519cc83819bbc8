"""Bank cards by their check digit, accounts and sort codes by each other or a word beside them."""

import re
from collections.abc import Iterator
from typing import Final

from api.redaction.checks import digits_of, is_iban, is_luhn
from api.redaction.kinds import Span

_CARD: Final = re.compile(
    r"(?<![\w£+/.,])[1-9](?:[ \t\u00a0.\-]{0,2}[0-9]){12,18}(?!\w|[./,][0-9])"
)
_CARD_WORD: Final = re.compile(
    r"\b(?:cards?|visa|mastercard|amex|debit|credit|maestro)\b", re.IGNORECASE
)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
IBAN_DIGITS: Final = 10
_SORT: Final = r"[0-9]{2}[ \t.\-\u2010-\u2013/]{0,2}[0-9]{2}[ \t.\-\u2010-\u2013/]{0,2}[0-9]{2}"
_SORT_AFTER: Final = re.compile(
    rf"\b(?:sort(?:\s?code)?|s/c|sc)s?(?:\s+(?:is|was|no|number|code))*[\s.:#=\-]{{0,3}}({_SORT})(?![0-9])",
    re.IGNORECASE,
)
_SORT_BEFORE_WORD: Final = re.compile(rf"(?<![\w/])({_SORT})\s*\(?sort\b", re.IGNORECASE)
_ACCOUNT: Final = r"[0-9]{4}[ \-]?[0-9]{4}"
_ACCOUNT_AFTER: Final = re.compile(
    r"\b(?:account|acct|acc|a/c|ac)s?(?:\s+(?:is|was|no|num|number|ending|with|number:?))*"
    rf"[\s.:#=\-]{{0,3}}({_ACCOUNT}|[0-9]{{6,10}})(?![\w/])",
    re.IGNORECASE,
)
_ACCOUNT_BEFORE_WORD: Final = re.compile(
    rf"(?<![\w£/])({_ACCOUNT})\s*\(?(?:account|acc)\b", re.IGNORECASE
)
# The two together, in either order, need no word.
_BOTH: Final = re.compile(
    rf"(?<![\w£/])([0-9]{{2}}[ \-][0-9]{{2}}[ \-][0-9]{{2}})[\s,/;:&\-]{{1,3}}(?:and\s+)?"
    rf"({_ACCOUNT})(?![\w/])"
    rf"|(?<![\w£/])({_ACCOUNT})[\s,/;:&\-]{{1,3}}(?:and\s+)?"
    r"([0-9]{2}[ \-][0-9]{2}[ \-][0-9]{2})(?![\w/])"
)


def cards(text: str) -> Iterator[Span]:
    """Yield where a card number stands: 13 to 19 digits that check, or 16 near the word."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        digits = digits_of(match[0])
        before = text[max(0, start - 40) : start]
        if is_luhn(digits) or (len(digits) == 16 and _CARD_WORD.search(before)):
            yield start, end


def accounts(text: str) -> Iterator[Span]:
    """Yield where an account number, a sort code or an IBAN stands."""
    spans = [match.span() for match in _IBAN.finditer(text) if _is_iban(match[0])]
    for match in _BOTH.finditer(text):
        spans += [match.span(n) for n in range(1, 5) if match[n]]
    for pattern in (_SORT_AFTER, _SORT_BEFORE_WORD, _ACCOUNT_AFTER, _ACCOUNT_BEFORE_WORD):
        spans += [match.span(1) for match in pattern.finditer(text)]
    yield from spans


def _is_iban(text: str) -> bool:
    """Say whether it checks and is mostly digits: words after a postcode can check by chance."""
    return len(digits_of(text)) >= IBAN_DIGITS and is_iban(text)
