"""One consistent picture of what is published: what a search reads, from first to last."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from knowledge.index.entry import Entry
from knowledge.index.segments import Base, Delta


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
    """The state in which exactly `published` is searched. `salt` is what else a version covers."""
    standing = {e.article.slug for e in base.entries if _stands(e, published)}
    newer = [entry for slug, entry in published.items() if slug not in standing]
    delta = Delta.build(newer, base)
    entries = base.entries + delta.entries
    alive = [entry.article.slug in standing for entry in base.entries] + [True] * len(newer)
    return State(
        base=base,
        delta=delta,
        published=MappingProxyType(dict(published)),
        entries=entries,
        alive=np.array(alive, dtype=np.bool_),
        question_counts=np.array([len(e.question_vectors) for e in entries], dtype=np.float32),
        newer_words=frozenset().union(*(entry.word_counts for entry in newer)),
        claims=_claims(entries, alive),
        index_version=index_version(published, salt),
    )


def index_version(published: Mapping[str, Entry], salt: str) -> str:
    """16 hex digits over what is published, and over `salt` (encoder and fit)."""
    parts = [salt, *(f"{slug} {published[slug].content_hash}" for slug in sorted(published))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _stands(entry: Entry, published: Mapping[str, Entry]) -> bool:
    current = published.get(entry.article.slug)
    return current is not None and current.content_hash == entry.content_hash


def _claims(entries: tuple[Entry, ...], alive: list[bool]) -> Mapping[str, tuple[int, ...]]:
    claims: dict[str, tuple[int, ...]] = {}
    for number, entry in enumerate(entries):
        if alive[number]:
            for key in entry.keys:
                claims[key] = (*claims.get(key, ()), number)
    return MappingProxyType(claims)
