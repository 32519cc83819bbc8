"""How long requests waited, counted in buckets, so that no single one is kept."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

FIRST_MINUTES: Final = 5.0
GROWTH: Final = 1.1  # each bucket is a tenth longer than the one before: a figure is true to 5 %
MINUTE: Final = timedelta(minutes=1)


def bucket_of(waited: timedelta) -> int:
    """Return the bucket: 0 up to five minutes, then each a tenth longer."""
    minutes = waited / MINUTE
    if minutes <= FIRST_MINUTES:
        return 0
    return 1 + int(math.log(minutes / FIRST_MINUTES, GROWTH))


def middle_hours(bucket: int) -> float:
    """Return the middle of a bucket in hours."""
    if bucket == 0:
        return FIRST_MINUTES / 2 / 60
    return FIRST_MINUTES * math.pow(GROWTH, bucket - 0.5) / 60


def quantile_hours(tickets: Mapping[int, int], share: float) -> float | None:
    """Return how long at most that share of the tickets (by bucket) waited; None without any."""
    total = sum(tickets.values())
    if not total:
        return None
    wanted, seen = max(1, math.ceil(share * total)), 0
    for bucket in sorted(tickets):
        seen += tickets[bucket]
        if seen >= wanted:
            return round(middle_hours(bucket), 2)
    raise AssertionError("unreachable: all were seen")
