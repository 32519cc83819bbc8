"""One consistent picture of what is published: what a search reads, from first to last."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from knowledge.index.entry import Entry
from knowledge.index.segments import Base, Delta, count_questions


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The published entries by slug, split over `base` and `delta`.

    `entries` are numbered base first, then delta; `alive` says which of the base still stand.
    """

    base: Base
    delta: Delta
    published: Mapping[str, Entry]
    entries: tuple[Entry, ...]
    alive: npt.NDArray[np.bool_]
    question_counts: npt.NDArray[np.float32]
    newer_words: frozenset[str]  # of the delta's articles
    claims: Mapping[str, tuple[int, ...]]  # matching key -> numbers of the entries it belongs to
    index_version: str

    @property
    def changes(self) -> int:
        """How far the base is from what is published, in articles."""
        return len(self.delta.entries) + int(np.count_nonzero(~self.alive))


def make_state(base: Base, published: Mapping[str, Entry], salt: str) -> State:
    """The state in which exactly `published` is searched. `salt` is what else a version covers.

    An entry that the base has as well, word for word, is the base's. What costs more than a
    glance an entry is done for those alone that differ from the base.
    """
    kept = dict(published)
    newer: list[Entry] = []
    gone = [base.numbers[slug] for slug in base.numbers.keys() - published.keys()]
    for slug, entry in published.items():
        number = base.numbers.get(slug)
        if number is None:
            newer.append(entry)
        elif entry is not base.entries[number]:
            if entry.content_hash == base.entries[number].content_hash:
                kept[slug] = base.entries[number]
            else:
                newer.append(entry)
                gone.append(number)
    delta = Delta.build(newer, base)
    alive = np.zeros(len(base.entries) + len(newer), dtype=np.bool_)
    alive[list(base.numbers.values())] = True
    alive[gone] = False
    alive[len(base.entries) :] = True
    return State(
        base=base,
        delta=delta,
        published=MappingProxyType(kept),
        entries=base.entries + delta.entries,
        alive=alive,
        question_counts=np.concatenate([base.question_counts, count_questions(newer)]),
        newer_words=frozenset().union(*(entry.word_counts for entry in newer)),
        claims=_claims(base, newer, alive),
        index_version=index_version(published, salt),
    )


def index_version(published: Mapping[str, Entry], salt: str) -> str:
    """16 hex digits over what is published, and over `salt` (encoder and fit)."""
    parts = [salt, *(f"{slug} {published[slug].content_hash}" for slug in sorted(published))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _claims(
    base: Base, newer: Sequence[Entry], alive: npt.NDArray[np.bool_]
) -> Mapping[str, tuple[int, ...]]:
    """The base's claims, under those whose entries are no longer the same."""
    changed: dict[str, tuple[int, ...]] = {}
    for number in np.flatnonzero(~alive).tolist():
        for key in base.entries[number].keys:
            claimed = base.claims.get(key, ())
            changed[key] = tuple(n for n in claimed if alive[n])
    for number, entry in enumerate(newer, start=len(base.entries)):
        for key in entry.keys:
            changed[key] = (*changed.get(key, base.claims.get(key, ())), number)
    return ChainMap(changed, base.claims)
