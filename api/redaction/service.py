"""Taking personal data out of what people type, before it is stored, logged or passed on."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from api.redaction import banking, contacts, identities, names, places, references, vehicles
from api.redaction.kinds import Kind, cut, in_order, mask, unmask
from api.redaction.misspelt import as_meant
from api.redaction.windows import Finder, near

SOMEBODY: Final = "someone"
_DIGITS: Final = re.compile(r"[0-9](?:.{0,40}[0-9])?")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the personal data we know, and what was removed: (kind, how many), sorted."""

    text: str
    removed: tuple[tuple[str, int], ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were removed, sorted."""
        return tuple(kind for kind, _ in self.removed)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind were removed."""
        return MappingProxyType(dict(self.removed))


def read_lists() -> None:
    """Read the lists of words now, so that no officer waits for it (about a third of a second)."""
    redact("1 Kai")


def redact(text: str) -> Redacted:
    """Replace names and all that identifies a person by notices such as "[name removed]".

    Redacting the result again changes nothing: passes repeat until one finds nothing, and no
    pass sees a notice as text.
    """
    return _redact(text, _FINDERS)


def redact_guidance(text: str) -> Redacted:
    """Do the same for what is published under its authors' names: names and @names stay."""
    return _redact(text, _GUIDANCE_FINDERS)


def as_searched(text: str) -> str:
    """Return a redacted text without its notices, whose words would be searched for as well.

    Somebody stands for a name: "someone keeps getting burgled" is found as it was meant.
    """
    masked = mask(text).replace(Kind.NAME.mark, SOMEBODY)
    for kind in Kind:
        masked = masked.replace(kind.mark, " ")
    return " ".join(masked.split())


def _redact(text: str, finders: Iterable[tuple[Kind, Finder]]) -> Redacted:
    masked, removed = mask(text), Counter[str]()
    before = None
    while before != masked:
        before, meant = masked, as_meant(masked)
        for kind, find in finders:
            if spans := in_order(find(meant)):
                masked, meant = cut(masked, spans, kind), cut(meant, spans, kind)
                removed[kind.value] += len(spans)
    return Redacted(unmask(masked), tuple(sorted(removed.items())))


# In order: what is surest first, so that a looser pattern does not take a part of it.
_NUMBERED: Final[tuple[tuple[Kind, Finder], ...]] = (
    (Kind.DRIVING_LICENCE, identities.driving_licences),
    (Kind.BANK_CARD, banking.cards),
    (Kind.BANK_ACCOUNT, banking.accounts),
    (Kind.NATIONAL_INSURANCE, identities.insurance_numbers),
    (Kind.PHONE, contacts.phones),
    (Kind.NHS_NUMBER, identities.nhs_numbers),
    (Kind.PASSPORT, identities.passports),
    (Kind.BIRTH_DATE, identities.birth_dates),
    (Kind.POLICE_REFERENCE, references.police_references),
    (Kind.POSTCODE, places.postcodes),
    (Kind.REGISTRATION, vehicles.registrations),
    (Kind.COLLAR_NUMBER, references.collar_numbers),
    (Kind.PHONE, contacts.local_phones),
    (Kind.ADDRESS, places.house_numbers),
)
_GUIDANCE_FINDERS: Final = (
    (Kind.EMAIL, contacts.emails),
    *((kind, near(_DIGITS, find)) for kind, find in _NUMBERED),
)
_FINDERS: Final = (
    (Kind.EMAIL, contacts.emails),
    (Kind.EMAIL, contacts.spelt_emails),
    (Kind.SOCIAL_MEDIA, contacts.profiles),
    (Kind.SOCIAL_MEDIA, contacts.handles),
    (Kind.SOCIAL_MEDIA, near(contacts.A_NETWORK, contacts.named_accounts)),
    *_GUIDANCE_FINDERS[1:],
    (Kind.NAME, names.names),
)
