"""What stands in the place of personal data, and how its removal is told."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from api.wording.parts import Part, Plain, WithCount, WithKinds


def _harmless_placeholder(words: str) -> str:
    inside = words[1:-1]
    if not (words.startswith("[") and words.endswith("]")) or "[" in inside or "]" in inside:
        raise ValueError("must stand in one pair of square brackets")
    if any(character.isdigit() or character == "@" for character in words):
        raise ValueError("must hold no digit and no @, or redacting twice would redact it again")
    return words


Placeholder = Annotated[Plain, AfterValidator(_harmless_placeholder)]


class RedactedKind(Part):
    """What a kind of personal data is called in a sentence, once and several times."""

    one: Plain
    many: WithCount


class RedactedKinds(Part):
    """What each kind of personal data is called."""

    name: RedactedKind
    phone: RedactedKind
    email: RedactedKind
    registration: RedactedKind
    postcode: RedactedKind
    address: RedactedKind
    birth_date: RedactedKind
    national_insurance: RedactedKind
    nhs_number: RedactedKind
    passport: RedactedKind
    driving_licence: RedactedKind
    bank_card: RedactedKind
    bank_account: RedactedKind
    police_reference: RedactedKind
    collar_number: RedactedKind
    social_media: RedactedKind


class Redaction(Part):
    """What stands in the place of personal data, and how the officer is told."""

    name: Placeholder
    phone: Placeholder
    email: Placeholder
    registration: Placeholder
    postcode: Placeholder
    address: Placeholder
    birth_date: Placeholder
    national_insurance: Placeholder
    nhs_number: Placeholder
    passport: Placeholder
    driving_licence: Placeholder
    bank_card: Placeholder
    bank_account: Placeholder
    police_reference: Placeholder
    collar_number: Placeholder
    social_media: Placeholder
    notice: WithKinds
    kinds: RedactedKinds

    def notice_for(self, kinds: Sequence[str]) -> str:
        """Return the sentence that names what was removed, `kinds` as `redact` gives them."""
        names = [self.named(kind) for kind in kinds]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return self.notice.format(kinds=listed)

    def named(self, kind: str, count: int = 1) -> str:
        """Return what was removed in words: "a name", "3 names"."""
        words: RedactedKind = getattr(self.kinds, kind)
        return words.one if count == 1 else words.many.format(count=count)
