"""How long requests waited: true to five per cent, and no single one is kept."""

import statistics
from collections import Counter
from datetime import timedelta

import pytest

from api.insight.waits import bucket_of, middle_hours, quantile_hours


class TestBuckets:
    """Each a tenth longer than the one before."""

    @pytest.mark.parametrize("minutes", [5.1, 17, 60, 480, 1440, 43200, 525600])
    def test_the_middle_is_true_to_five_per_cent(self, minutes):
        """From minutes to a year."""
        middle = middle_hours(bucket_of(timedelta(minutes=minutes))) * 60
        assert abs(middle - minutes) / minutes < 0.05

    def test_at_once(self):
        """Nothing is shorter than the first."""
        assert bucket_of(timedelta()) == bucket_of(timedelta(minutes=5)) == 0


class TestQuantile:
    """Median and 90th percentile."""

    def test_none(self):
        """Without a request there is no figure."""
        assert quantile_hours({}, 0.5) is None

    def test_as_the_requests_themselves_say(self):
        """To five per cent and the width of a bucket."""
        waited = [timedelta(minutes=7 * n) for n in range(1, 400)]
        buckets = Counter(map(bucket_of, waited))
        hours = [one / timedelta(hours=1) for one in waited]
        assert quantile_hours(buckets, 0.5) == pytest.approx(statistics.median(hours), rel=0.06)
        assert quantile_hours(buckets, 0.9) == pytest.approx(hours[int(399 * 0.9)], rel=0.06)
