"""Questions of one meaning stand together, and a group keeps its id as it grows."""

import numpy as np
import pytest

from api.gaps.clustering import gather, medoid, same_as_before


def directions(*degrees: float) -> np.ndarray:
    """Return unit vectors of the plane."""
    turns = np.radians(degrees)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


class TestGather:
    """Average linkage on cosine distance."""

    @pytest.mark.parametrize("number", [0, 1])
    def test_too_few_to_compare(self, number):
        """None makes no group, one makes one."""
        assert gather(directions(*[10.0] * number)) == [[0]] * number

    def test_near_ones_together_far_ones_apart(self):
        """Every row is in exactly one group."""
        groups = gather(directions(0, 5, 120, 8, 124, 240))
        assert sorted(map(sorted, groups)) == [[0, 1, 3], [2, 4], [5]]

    def test_a_text_without_a_word_is_alone(self):
        """A vector of nothing is near to nothing."""
        vectors = np.vstack([directions(0, 1), np.zeros((1, 2), np.float32)])
        assert sorted(map(sorted, gather(vectors))) == [[0, 1], [2]]


class TestMedoid:
    """The one in the middle."""

    def test_is_nearest_to_the_others(self):
        """Not the first and not the outlier."""
        assert medoid(directions(0, 10, 20, 60)) == 2


class TestSameAsBefore:
    """Which gathering is the one of yesterday."""

    def test_a_group_that_grew_keeps_its_id(self):
        """A new one has none."""
        groups = [["a", "b", "new"], ["x"]]
        assert same_as_before(groups, {"a": 1, "b": 1}) == [1, None]

    def test_a_group_that_was_parted_goes_on_as_its_larger_part(self):
        """No two groups have the same id."""
        groups = [["a"], ["b", "c"]]
        assert same_as_before(groups, dict.fromkeys("abc", 4)) == [None, 4]

    def test_two_that_became_one_go_on_as_the_larger(self):
        """Of equals, as the older."""
        held = {"a": 7, "b": 7, "c": 3}
        assert same_as_before([["a", "b", "c"]], held) == [7]
        assert same_as_before([["a", "c"]], held) == [3]
