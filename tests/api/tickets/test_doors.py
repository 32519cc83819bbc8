"""Every route of the Hub's on a ticket, and who it is shut to."""

import pytest

from tests.api.tickets.asking import QUESTION, opened

NOTE = {"text": "Spoke to estates."}
# method, path after /v1/tickets/{ref}, a body that is right, one that is not
HUB = [
    ("GET", "/notes", None, None),
    ("POST", "/notes", NOTE, {"text": "  "}),
    ("PUT", "/notes/1", NOTE, {"text": "a\x00b"}),
    ("POST", "/merge", {"into": "PF-2020-000001"}, {}),
    ("GET", "/hand-overs", None, None),
    (
        "POST",
        "/hand-over",
        {"partner": "analysts", "text": "Please look."},
        {"partner": "analysts"},
    ),
    ("POST", "/take-back", NOTE, {"text": "x" * 5001}),
    ("POST", "/close", {"reason": "already_done"}, {"reason": "bored"}),
]
IDS = [f"{method} {path}" for method, path, _, _ in HUB]
each = pytest.mark.parametrize(("method", "path", "right", "wrong"), HUB, ids=IDS)


def call(client, method, ref, path, body, headers=None):
    """Return the status of one request."""
    url = f"/v1/tickets/{ref}{path}"
    return client.request(method, url, json=body, headers=headers).status_code


class TestTheHubsRoutes:
    """Shut to everybody else; a refusal names what is wrong."""

    @each
    def test_anonymous_is_401(self, client, officer, method, path, right, wrong):
        """Default deny."""
        assert call(client, method, opened(client, officer), path, right) == 401

    @each
    def test_an_officer_is_403_on_their_own_ticket_too(
        self, client, officer, method, path, right, wrong
    ):
        """Nothing of it is theirs to see or do."""
        assert call(client, method, opened(client, officer), path, right, officer) == 403

    @each
    def test_a_ticket_nobody_has_is_404(self, client, curator, method, path, right, wrong):
        """A reference that was never given out."""
        assert call(client, method, "PF-2020-000001", path, right, curator) == 404

    @each
    def test_what_is_no_such_thing_is_422(
        self, client, officer, curator, method, path, right, wrong
    ):
        """Where there is a body at all."""
        if wrong is not None:
            assert call(client, method, opened(client, officer), path, wrong, curator) == 422


class TestOnesOwn:
    """POST …/confirm: the asker's alone."""

    def test_who_may_not(self, client, officer, officer_b, curator):
        """Nobody, a stranger, the Hub; and the asker before there is an answer."""
        url = f"/v1/tickets/{opened(client, officer, QUESTION)}/confirm"
        assert client.post(url).status_code == 401
        assert client.post(url, headers=officer_b).status_code == 404
        assert client.post(url, headers=curator).status_code == 409
        assert client.post(url, headers=officer).status_code == 409


class TestPartners:
    """GET /v1/tickets/partners."""

    def test_the_directory_is_the_hubs(self, client, officer, curator):
        """And is no ticket of that name."""
        url = "/v1/tickets/partners"
        assert client.get(url).status_code == 401
        assert client.get(url, headers=officer).status_code == 403
        keys = [row["key"] for row in client.get(url, headers=curator).json()]
        assert "analysts" in keys and len(set(keys)) == len(keys)
