"""Saved views: a filter under a name, one's own or the whole Hub's."""

import pytest

from api.tickets.views import MOST
from tests.api.whole_app import bearer_of

VIEWS = "/v1/queue/views"


@pytest.fixture
def lead(settings):
    """Headers of the Hub's lead."""
    return bearer_of(settings, "lead")


def save(client, headers, name="Mine", shared=False, **wanted):
    """Save a view."""
    body = {"name": name, "filter": wanted, "shared": shared}
    return client.post(VIEWS, json=body, headers=headers)


def names(client, headers):
    """Return the names of the views somebody has."""
    return [item["name"] for item in client.get(VIEWS, headers=headers).json()["items"]]


class TestSaving:
    """POST /v1/queue/views."""

    def test_ones_own_is_seen_by_oneself_alone(self, client, curator, curator_b):
        """With the filter as it was."""
        saved = save(client, curator, urgency=["high"], assignee="me", q="knife")
        assert saved.status_code == 201
        assert saved.json()["filter"]["urgency"] == ["high"]
        assert names(client, curator) == ["Mine"]
        assert names(client, curator_b) == []

    def test_a_lead_shares(self, client, curator, lead):
        """A curator does not."""
        assert save(client, curator, shared=True).status_code == 403
        assert save(client, lead, "Everybody's", shared=True).status_code == 201
        assert names(client, curator) == ["Everybody's"]

    def test_the_same_name_is_replaced(self, client, curator):
        """A second click makes no second view."""
        first = save(client, curator, overdue=True).json()
        second = save(client, curator, overdue=False).json()
        assert first["id"] == second["id"]
        assert not second["filter"]["overdue"]
        assert names(client, curator) == ["Mine"]

    def test_not_without_end(self, client, curator):
        """One may have so many."""
        for number in range(MOST):
            assert save(client, curator, f"view {number}").status_code == 201
        assert save(client, curator, "one more").status_code == 409
        assert save(client, curator, "view 0", overdue=True).status_code == 201

    def test_personal_data_is_not_stored(self, client, curator):
        """In the name and in the words looked for."""
        saved = save(client, curator, "call 07700 900123", q="07700 900123").json()
        assert "900123" not in str(saved)

    @pytest.mark.parametrize(
        "body",
        [{}, {"name": " "}, {"name": "x" * 61}, {"name": "a\x00"},
         {"name": "n", "filter": {"colour": "red"}}, {"name": "n", "filter": {"state": ["gone"]}}],
    )  # fmt: skip
    def test_invalid_is_422(self, client, curator, body):
        """The problem names the field."""
        refused = client.post(VIEWS, json=body, headers=curator)
        assert refused.status_code == 422
        assert refused.json()["errors"]


class TestDeleting:
    """DELETE /v1/queue/views/{id}."""

    def test_ones_own_and_as_a_lead_a_shared_one(self, client, curator, curator_b, lead):
        """Nobody else's."""
        own = save(client, curator).json()["id"]
        shared = save(client, lead, "Everybody's", shared=True).json()["id"]
        assert client.delete(f"{VIEWS}/{own}", headers=curator_b).status_code == 404
        assert client.delete(f"{VIEWS}/{own}", headers=lead).status_code == 404
        assert client.delete(f"{VIEWS}/{shared}", headers=curator).status_code == 404
        assert client.delete(f"{VIEWS}/{own}", headers=curator).status_code == 204
        assert client.delete(f"{VIEWS}/{shared}", headers=lead).status_code == 204
        assert client.delete(f"{VIEWS}/{own}", headers=curator).status_code == 404


class TestQueueRoute:
    """GET /v1/queue."""

    def test_filters_and_pages(self, client, officer, curator):
        """As the console does."""
        refs = [
            client.post("/v1/tickets", json={"question": f"q {n}"}, headers=officer).json()["ref"]
            for n in range(3)
        ]
        first = client.get("/v1/queue?limit=2&kind=guidance_request", headers=curator).json()
        assert [item["ref"] for item in first["items"]] == refs[:2]
        query = {"limit": 2, "kind": "guidance_request", "cursor": first["next"]}
        rest = client.get("/v1/queue", params=query, headers=curator).json()
        assert [item["ref"] for item in rest["items"]] == refs[2:]

    @pytest.mark.parametrize(
        "query", ["limit=0", "colour=red", "state=gone", "cursor=x", "q=%00", "topic=A b"]
    )
    def test_invalid_is_422(self, client, curator, query):
        """The problem names the field."""
        refused = client.get(f"/v1/queue?{query}", headers=curator)
        assert refused.status_code == 422
        assert refused.json()["errors"]

    def test_an_officer_is_403(self, client, officer):
        """The queue is the Hub's."""
        assert client.get("/v1/queue", headers=officer).status_code == 403
        assert client.get(VIEWS, headers=officer).status_code == 403
        assert save(client, officer).status_code == 403
