"""Which groups may be given out by themselves: none from which a small one could be worked out."""

from collections.abc import Collection, Mapping, Set
from typing import Final

LEAST_PEOPLE: Final = 5
SMALL: Final = "*small*"


def given_out_as(groups: Mapping[str, Set[str]]) -> dict[str, str] | None:
    """Return the name that each group (its people, by its key) is counted under.

    A group of `LEAST_PEOPLE` or more keeps its key. Those below are counted together, under
    `SMALL`: always two groups at least and `LEAST_PEOPLE` different people, for which the next
    smallest group joins them if need be; so the whole, less what is given out, is never one small
    group. None if all groups together are too few people: then not even the whole is given out.
    """
    if len(_people(groups, groups)) < LEAST_PEOPLE:
        return None
    by_size = sorted(groups, key=lambda key: (len(groups[key]), key))
    small = [key for key in by_size if len(groups[key]) < LEAST_PEOPLE]
    others = by_size[len(small) :]
    while small and others and _too_few(groups, small):
        small.append(others.pop(0))
    together = set(small)
    return {key: SMALL if key in together else key for key in groups}


def _too_few(groups: Mapping[str, Set[str]], keys: Collection[str]) -> bool:
    return len(keys) < 2 or len(_people(groups, keys)) < LEAST_PEOPLE


def _people(groups: Mapping[str, Set[str]], keys: Collection[str]) -> set[str]:
    return set().union(*(groups[key] for key in keys))
