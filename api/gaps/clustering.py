"""Questions gathered by meaning, and which gathering is the one of yesterday."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from knowledge import Vectors

Key = TypeVar("Key", bound=Hashable)
# Mean cosine distance up to which two groups are one: measured, see docs/insight.md.
THRESHOLD: Final = 0.45


def gather(vectors: Vectors) -> list[list[int]]:
    """Return the rows of `vectors` ((n, dim), L2-normalised) in groups of one meaning.

    Average linkage on cosine distance: every row is in exactly one group, alone if nothing is near.
    """
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    distances = np.clip(1 - vectors @ vectors.T, 0, 2)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=THRESHOLD
    )
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(model.fit_predict(distances)):
        groups.setdefault(int(label), []).append(row)
    return list(groups.values())


def medoid(vectors: Vectors) -> int:
    """Return the row that is nearest to all others on average; the first of equals."""
    return int(np.argmax(vectors @ vectors.sum(axis=0)))


def same_as_before(groups: Sequence[Sequence[Key]], held: Mapping[Key, int]) -> list[int | None]:
    """Return for each group the id it had before, None for a new one.

    A group is the one that most of its members stood in; an id goes to the group that has most of
    its members, so no two groups get the same.
    """
    overlaps = [
        (shared, number, gap_id)
        for number, group in enumerate(groups)
        for gap_id, shared in Counter(held[key] for key in group if key in held).items()
    ]
    found: list[int | None] = [None] * len(groups)
    given: set[int] = set()
    for _, number, gap_id in sorted(overlaps, key=lambda row: (-row[0], row[2], row[1])):
        if found[number] is None and gap_id not in given:
            found[number] = gap_id
            given.add(gap_id)
    return found
