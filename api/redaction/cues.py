"""The words that speak for or against a name, as `name_cues.yml` lists them."""

from dataclasses import dataclass
from functools import lru_cache

from api.redaction.words import words_of


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists of `name_cues.yml` by their names; what each means stands there."""

    titles: frozenset[str]
    ranks: frozenset[str]
    endings: frozenset[str]
    short_ranks: frozenset[str]
    learned: frozenset[str]
    roles: frozenset[str]
    numbered_roles: frozenset[str]
    kin: frozenset[str]
    persons: frozenset[str]
    things: frozenset[str]
    named: frozenset[str]
    named_alone: frozenset[str]
    recorded_as: frozenset[str]
    name_words: frozenset[str]
    of_a_person: frozenset[str]
    linking: frozenset[str]
    done_to_people: frozenset[str]
    told: frozenset[str]
    particles_after_told: frozenset[str]
    particles_of_things: frozenset[str]
    address: frozenset[str]
    did: frozenset[str]
    being: frozenset[str]
    between: frozenset[str]
    was_done: frozenset[str]
    record_after: frozenset[str]
    public_after: frozenset[str]
    public_after_small: frozenset[str]
    public_before: frozenset[str]
    streets: frozenset[str]
    at_a_place: frozenset[str]
    never: frozenset[str]
    particles: frozenset[str]
    short_but_sure: frozenset[str]


@lru_cache
def cues() -> Cues:
    """Return the cues, read once."""
    return Cues(**words_of("name_cues.yml"))
