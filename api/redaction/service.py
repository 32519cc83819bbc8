"""Taking personal data out of what people type, before it is stored, logged or passed on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from api.redaction import banking, contacts, identities, names, places, references, vehicles
from api.redaction.kinds import Kind, Span, cut, mask, unmask

Finder = Callable[[str], Iterator[Span]]


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


def redact(text: str) -> Redacted:
    """Replace names and all that identifies a person by notices such as "[name removed]".

    Redacting the result again changes nothing: passes repeat until one finds nothing, and no
    pass sees a notice as text.
    """
    return _redact(text, _FINDERS)


def redact_guidance(text: str) -> Redacted:
    """Do the same for what is published under its authors' names: names and @names stay."""
    return _redact(text, _GUIDANCE_FINDERS)


def _redact(text: str, finders: Iterable[tuple[Kind, Finder]]) -> Redacted:
    masked, removed = mask(text), Counter[str]()
    before = None
    while before != masked:
        before = masked
        for kind, find in finders:
            masked, count = cut(masked, find(masked), kind)
            if count:
                removed[kind.value] += count
    return Redacted(unmask(masked), tuple(sorted(removed.items())))


def _with_digits(find: Finder) -> Finder:
    """Return `find` for a text that holds a digit; without one nothing is looked for."""

    def found(text: str) -> Iterator[Span]:
        if any(char in text for char in "0123456789"):
            yield from find(text)

    return found


# In order: what is surest first, so that a looser pattern does not take a part of it.
_NUMBERED: Final[tuple[tuple[Kind, Finder], ...]] = (
    (Kind.DRIVING_LICENCE, identities.driving_licences),
    (Kind.NATIONAL_INSURANCE, identities.insurance_numbers),
    (Kind.BANK_CARD, banking.cards),
    (Kind.BANK_ACCOUNT, banking.accounts),
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
    *((kind, _with_digits(find)) for kind, find in _NUMBERED),
)
_FINDERS: Final = (
    (Kind.EMAIL, contacts.emails),
    (Kind.EMAIL, contacts.spelt_emails),
    (Kind.SOCIAL_MEDIA, contacts.profiles),
    (Kind.SOCIAL_MEDIA, contacts.handles),
    (Kind.SOCIAL_MEDIA, contacts.named_accounts),
    *_GUIDANCE_FINDERS[1:],
    (Kind.NAME, names.names),
)
