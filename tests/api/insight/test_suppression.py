"""No figure of a small group can be worked out from what is given out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.insight.suppression import LEAST_PEOPLE, SMALL, given_out_as


def people(*sizes):
    """Return groups a, b, c… of so many people, nobody in two."""
    return {chr(97 + n): {f"{chr(97 + n)}{i}" for i in range(size)} for n, size in enumerate(sizes)}


class TestGivenOutAs:
    """By hand."""

    def test_large_groups_keep_their_names(self):
        """Five people are enough."""
        assert given_out_as(people(5, 9)) == {"a": "a", "b": "b"}

    def test_nobody(self):
        """Nothing is given out."""
        assert given_out_as({}) is None

    @pytest.mark.parametrize("sizes", [(4,), (2, 2), (1, 1, 1, 1)])
    def test_all_together_are_too_few(self, sizes):
        """Then not even the whole is given out."""
        assert given_out_as(people(*sizes)) is None

    def test_a_single_small_one_takes_the_next_smallest_with_it(self):
        """Else the whole less the others would be it."""
        assert given_out_as(people(3, 50, 9)) == {"a": SMALL, "b": "b", "c": SMALL}

    def test_two_small_ones_of_too_few_people_take_another(self):
        """Together they are a small group too."""
        assert given_out_as(people(2, 2, 9, 20)) == {
            "a": SMALL, "b": SMALL, "c": SMALL, "d": "d"
        }  # fmt: skip

    def test_the_same_people_in_two_groups_count_once(self):
        """Topics overlap: three people in two topics are three people."""
        three = {"x", "y", "z"}
        groups = {"a": three, "b": set(three), "c": set("defgh"), "d": set("ijklmno")}
        assert given_out_as(groups) == {"a": SMALL, "b": SMALL, "c": SMALL, "d": "d"}


# many groups are small, and people stand in several, as officers do in topics
WEEKS = st.lists(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.sets(st.integers(0, 30), min_size=1, max_size=12)
    ),
    min_size=1,
    max_size=4,
)


class TestNothingCanBeWorkedOut:
    """Property: whatever is added and subtracted, over any weeks, no small group comes of it."""

    @settings(max_examples=300)
    @given(WEEKS)
    def test_from_rows_and_totals_of_any_weeks(self, weeks):
        """Each figure given out is a sum over groups of a week; so is all that is made of them.

        A group's figure is known if and only if its own row is in the span of those sums.
        """
        places = [(n, key) for n, week in enumerate(weeks) for key in week]
        shown: list[np.ndarray] = []
        for n, week in enumerate(weeks):
            names = given_out_as(week)
            if names is None:
                continue
            for name in set(names.values()):
                row = [float(m == n and names.get(key) == name) for m, key in places]
                shown.append(np.array(row))
            shown.append(np.array([float(m == n) for m, _ in places]))  # the week's total
        if not shown:
            return
        shown.append(np.sum(shown, axis=0))  # a range's total
        span = np.array(shown)
        rank = np.linalg.matrix_rank(span)
        for place, (n, key) in enumerate(places):
            alone = np.zeros(len(places))
            alone[place] = 1
            known = np.linalg.matrix_rank(np.vstack([span, alone])) == rank
            assert not (known and len(weeks[n][key]) < LEAST_PEOPLE), (n, key)

    @settings(max_examples=300)
    @given(WEEKS)
    def test_every_row_given_out_has_enough_people(self, weeks):
        """Small groups together too, and they are two at least."""
        for week in weeks:
            names = given_out_as(week)
            for name in set((names or {}).values()):
                keys = [key for key in week if names[key] == name]
                assert len(set().union(*(week[key] for key in keys))) >= LEAST_PEOPLE
                assert name != SMALL or len(keys) >= 2

    def test_the_rule_can_fail(self):
        """A plain cut below five is found out: the whole less the others is the small group."""
        week = people(3, 9)
        shown = np.array([[0.0, 1.0], [1.0, 1.0]])
        alone = np.array([[1.0, 0.0]])
        assert np.linalg.matrix_rank(np.vstack([shown, alone])) == np.linalg.matrix_rank(shown)
        assert len(week["a"]) < LEAST_PEOPLE
