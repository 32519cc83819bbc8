"""Receivers of webhooks over HTTP: administrators alone, secrets shown once, all audited."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.errors import Problem
from api.main import create_app
from api.notifications import endpoints
from api.notifications.couriers import webhook_rules
from api.notifications.schemas import NewEndpoint
from api.settings import Mode
from tests.api.whole_app import ADDRESS, bearer_of

URL = "/v1/webhooks"
HOOK = "https://hooks.example/a"


@pytest.fixture
def client(settings, searcher):
    listing = settings.model_copy(update={"webhook_hosts": "hooks.example"})
    app = create_app(listing, searcher)
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as running:
        app.state.relay.stop()
        yield running


@pytest.fixture
def admin(settings):
    return bearer_of(settings, "admin")


@pytest.fixture
def added(client, admin):
    answer = client.post(URL, json={"url": HOOK}, headers=admin)
    assert answer.status_code == 201, answer.text
    return answer.json()


class TestAccess:
    """Administrators alone."""

    @pytest.mark.parametrize("username", ["officer", "curator", "lead"])
    def test_others_may_not(self, client, settings, username):
        """Neither read nor write."""
        headers = bearer_of(settings, username)
        assert client.get(URL, headers=headers).status_code == 403
        assert client.post(URL, json={"url": HOOK}, headers=headers).status_code == 403


class TestAddWebhook:
    """POST /v1/webhooks."""

    def test_the_secret_is_shown_this_once(self, client, admin, added):
        """The list has none."""
        assert added["secret"].startswith("whsec_")
        assert "whsec_" not in client.get(URL, headers=admin).text

    def test_a_second_click_is_409(self, client, admin, added):
        """There is one of that address."""
        assert client.post(URL, json={"url": HOOK}, headers=admin).status_code == 409

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"url": ""},
            {"url": "https://elsewhere.example/"},
            {"url": "https://10.0.0.1/"},
            {"url": HOOK, "kinds": ["no_such_kind"]},
            {"url": HOOK, "secret": "mine"},
        ],
    )
    def test_what_is_not_allowed_is_422(self, client, admin, body):
        """And named."""
        answer = client.post(URL, json=body, headers=admin)
        assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)

    def test_without_a_key_it_is_409(self, settings, database):
        """As in force mode until one is set: no secret is made from nothing."""
        force = settings.model_copy(update={"mode": Mode.FORCE, "webhook_hosts": "hooks.example"})
        rules = webhook_rules(force)
        with database.writing() as session, pytest.raises(Problem) as refused:
            endpoints.add(session, "admin-id", NewEndpoint(url=HOOK), rules)
        assert (refused.value.status, refused.value.code) == (409, "webhooks_not_set_up")


class TestChangeWebhook:
    """PATCH /v1/webhooks/{id}."""

    def test_stopping_and_starting(self, client, admin, added):
        """With the version that was read."""
        url = f"{URL}/{added['id']}"
        stopped = client.patch(url, json={"active": False}, headers=admin | {"If-Match": '"1"'})
        assert (stopped.json()["stopped"], stopped.headers["etag"]) == ("by_person", '"2"')
        stale = client.patch(url, json={"active": True}, headers=admin | {"If-Match": '"1"'})
        assert stale.status_code == 412
        assert client.patch(url, json={"active": True}, headers=admin).json()["stopped"] is None

    def test_a_missing_one_is_404(self, client, admin):
        """As is what is done to it."""
        for method, path in (
            ("PATCH", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/test"),
        ):  # fmt: skip
            body = {} if method == "PATCH" else None
            answer = client.request(method, f"{URL}/999{path}", json=body, headers=admin)
            assert answer.status_code == 404, (method, path)


class TestChangeSecret:
    """POST /v1/webhooks/{id}/secret."""

    def test_a_new_one_is_shown_this_once(self, client, admin, added):
        """And until when the old one signs."""
        fresh = client.post(f"{URL}/{added['id']}/secret", headers=admin).json()
        assert fresh["secret"] != added["secret"] and fresh["previous_until"]


class TestTestWebhook:
    """POST /v1/webhooks/{id}/test."""

    def test_it_is_queued(self, client, admin, added):
        """Whether it arrives is on the list of deliveries."""
        assert client.post(f"{URL}/{added['id']}/test", headers=admin).status_code == 202

    def test_a_stopped_one_is_409(self, client, admin, added):
        """Nothing is sent there."""
        client.patch(f"{URL}/{added['id']}", json={"active": False}, headers=admin)
        assert client.post(f"{URL}/{added['id']}/test", headers=admin).status_code == 409


class TestRemoveWebhook:
    """DELETE /v1/webhooks/{id}."""

    def test_it_is_gone_and_the_log_says_what_was_done(self, client, admin, added, database):
        """From adding to removing."""
        client.post(f"{URL}/{added['id']}/secret", headers=admin)
        assert client.delete(f"{URL}/{added['id']}", headers=admin).status_code == 204
        assert client.get(URL, headers=admin).json() == {"items": []}
        with database.reading() as session:
            rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "webhook"))
            actions = [row.action for row in rows]
        assert actions == ["webhook_added", "webhook_secret_changed", "webhook_removed"]
