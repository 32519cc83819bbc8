"""Who is looking at a ticket now."""

from datetime import timedelta

import pytest

from api.db import clock
from api.identity.roles import Principal, Role
from api.tickets.presence import Presence
from tests.api.tickets.people import JO

PRIYA = Principal("priya", "priya", "Priya", Role.CURATOR)
REF = "PF-2026-000001"


@pytest.fixture
def later():
    """Have it be so many seconds later; the clock is put right again."""

    def move(seconds):
        clock.ahead += timedelta(seconds=seconds)

    yield move
    clock.ahead = timedelta()


def names(presence, reader=JO, ref=REF):
    """Return who else is there."""
    return [who.name for who in presence.others(ref, reader.user_id)]


class TestPresence:
    """In memory."""

    def test_others_see_one_and_one_does_not_see_oneself(self):
        """At that ticket alone."""
        presence = Presence()
        presence.seen(REF, PRIYA)
        assert names(presence) == ["Priya"]
        assert names(presence, PRIYA) == []
        assert names(presence, ref="PF-2026-000002") == []

    def test_a_page_with_script_is_gone_after_a_minute(self, later):
        """Each sign of life holds for another; the time it was opened stays."""
        presence = Presence()
        presence.opened(REF, PRIYA)
        (first,) = presence.others(REF, JO.user_id)
        presence.seen(REF, PRIYA)
        later(50)
        presence.seen(REF, PRIYA)
        later(50)
        (still,) = presence.others(REF, JO.user_id)
        assert still.opened_at == first.opened_at
        later(11)
        assert names(presence) == []

    def test_a_page_without_script_was_opened_then(self, later):
        """And is forgotten after ten minutes."""
        presence = Presence()
        presence.opened(REF, PRIYA)
        later(300)
        (who,) = presence.others(REF, JO.user_id)
        assert not who.beating
        later(301)
        assert names(presence) == []

    def test_left(self):
        """At once; twice is once."""
        presence = Presence()
        presence.seen(REF, PRIYA)
        presence.left(REF, PRIYA.user_id)
        presence.left(REF, PRIYA.user_id)
        assert names(presence) == []

    def test_nobody_is_kept_for_ever(self, later):
        """The memory does not grow."""
        presence = Presence()
        for number in range(50):
            presence.seen(f"PF-{number}", PRIYA)
        later(120)
        presence.seen(REF, PRIYA)
        assert list(presence._viewers) == [REF]


class TestRoutes:
    """GET, PUT and DELETE /v1/tickets/{ref}/presence."""

    def test_there_and_gone(self, client, officer, curator, curator_b):
        """One says so, the other sees it."""
        ref = client.post("/v1/tickets", json={"question": "q"}, headers=officer).json()["ref"]
        path = f"/v1/tickets/{ref}/presence"
        assert client.put(path, headers=curator).json() == {"items": []}
        (seen,) = client.get(path, headers=curator_b).json()["items"]
        assert (seen["name"], seen["now"]) == ("Jo Reyes (demo Hub curator)", True)
        assert client.delete(path, headers=curator).status_code == 204
        assert client.get(path, headers=curator_b).json() == {"items": []}

    def test_roles_and_what_is_not_there(self, client, officer, curator):
        """An officer 403, no such ticket 404."""
        ref = client.post("/v1/tickets", json={"question": "q"}, headers=officer).json()["ref"]
        for method in ("GET", "PUT", "DELETE"):
            path = f"/v1/tickets/{ref}/presence"
            assert client.request(method, path, headers=officer).status_code == 403
        for method in ("GET", "PUT"):
            assert (
                client.request(method, "/v1/tickets/PF-1/presence", headers=curator).status_code
                == 404
            )
