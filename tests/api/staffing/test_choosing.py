"""Who gets a ticket: the one with the fewest who is there, or covers for one who is not."""

from hypothesis import given
from hypothesis import strategies as st

from api.staffing.choosing import Team

STAFF = {name: name.title() for name in ("ann", "bob", "cas", "dee")}
NAMES = st.sampled_from([*STAFF, "left"])


class TestStandIn:
    """Whoever does somebody's work."""

    def test_themselves(self):
        """Who is there."""
        assert Team(STAFF).stand_in("ann") == "ann"

    def test_cover_and_the_covers_cover(self):
        """A cover who is away too falls to the next."""
        assert Team(STAFF, {"ann": "bob"}).stand_in("ann") == "bob"
        assert Team(STAFF, {"ann": "bob", "bob": "cas"}).stand_in("ann") == "cas"

    def test_nobody(self):
        """No cover, a cover who has left, cover in a circle, somebody who has left."""
        assert Team(STAFF, {"ann": None}).stand_in("ann") is None
        assert Team(STAFF, {"ann": "left"}).stand_in("ann") is None
        assert Team(STAFF, {"ann": "bob", "bob": "ann"}).stand_in("ann") is None
        assert Team(STAFF).stand_in("left") is None

    @given(st.dictionaries(NAMES, st.none() | NAMES), NAMES)
    def test_is_there_whatever_was_entered(self, away, user_id):
        """Never somebody who is away, never somebody who has left, never without end."""
        found = Team(STAFF, away).stand_in(user_id)
        assert found is None or (found in STAFF and found not in away)


class TestChoose:
    """Of the members, or who stands in for them."""

    def test_the_fewest_then_the_first(self):
        """The order of the queue decides between equals."""
        team = Team(STAFF, loads={"ann": 2, "bob": 1, "cas": 1})
        assert team.choose(["ann", "cas", "bob"]) == "cas"

    def test_cover_from_outside_the_queue(self):
        """They need not be a member."""
        assert Team(STAFF, {"ann": "dee"}).choose(["ann"]) == "dee"

    def test_nobody(self):
        """An empty queue, everybody away, everybody left out."""
        assert Team(STAFF).choose([]) is None
        assert Team(STAFF, {"ann": None}).choose(["ann"]) is None
        assert Team(STAFF).choose(["ann"], but=["ann"]) is None

    @given(
        st.lists(NAMES, max_size=6),
        st.dictionaries(NAMES, st.none() | NAMES),
        st.dictionaries(NAMES, st.integers(0, 5)),
        st.sets(NAMES),
    )
    def test_nobody_has_fewer(self, members, away, loads, but):
        """Whoever is chosen may have it; nobody else who may has fewer."""
        team = Team(STAFF, away, loads)
        found = team.choose(members, but)
        able = {team.stand_in(each) for each in members} - {None} - but
        assert (found is None) == (not able)
        if found is not None:
            assert found in able
            assert loads.get(found, 0) == min(loads.get(each, 0) for each in able)
