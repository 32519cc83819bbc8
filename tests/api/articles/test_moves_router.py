"""A version's way to publication over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.db import Database
from api.identity.models import User
from api.notifications.models import NoticeEntry
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers

SENT: dict[str, dict[str, str]] = {
    "submit": {},
    "send-back": {"reason": "x"},
    "discard": {},
    "revive": {},
}


def move(
    client: TestClient, headers: Headers, slug: str, name: str, etag: str = "", **body: str
) -> Any:
    sent = headers | ({"If-Match": etag} if etag else {})
    return client.post(f"/v1/articles/{slug}/{name}", json=body, headers=sent)


class TestEveryMove:
    """For curators, of an article that there is, at the version that was read."""

    @pytest.mark.parametrize("name", SENT)
    def test_anonymous_officer_missing(
        self, client: TestClient, officer: Headers, curator: Headers, seeded: None, name: str
    ) -> None:
        assert move(client, {}, "bikes", name, **SENT[name]).status_code == 401
        assert code(move(client, officer, "bikes", name, **SENT[name])) == (403, "forbidden")
        assert code(move(client, curator, "none", name, **SENT[name])) == (404, "not_found")

    def test_a_stale_version_is_refused(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(move(client, curator, slug, "submit", '"7"')) == (412, "stale")


class TestSubmitAndSendBack:
    """A draft waits for a review; it comes back with a reason, or changed."""

    def test_there_and_back(self, client: TestClient, curator: Headers, audited: Audited) -> None:
        slug = create(client, curator)["slug"]
        first = move(client, curator, slug, "submit", '"1"', note="Please check the law.")
        assert first.json()["state"] == "in_review"
        assert move(client, curator, slug, "submit", '"1"').json() == first.json()
        back = move(client, curator, slug, "send-back", reason="Which law?")
        assert back.json()["state"] == "draft"
        assert move(client, curator, slug, "send-back", reason="Which?").json() == back.json()
        assert [action for action, _ in audited()] == [
            "article_drafted",
            "article_submitted",
            "article_sent_back",
        ]

    @pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
    def test_a_reason_is_needed(self, client: TestClient, curator: Headers, reason: str) -> None:
        slug = create(client, curator)["slug"]
        move(client, curator, slug, "submit")
        refused = move(client, curator, slug, "send-back", reason=reason)
        assert code(refused) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == "reason"
        shown = client.get(f"/v1/articles/{slug}", headers=curator).json()
        assert shown["state"] == "in_review"

    def test_an_edit_in_review_has_to_be_submitted_again(
        self, client: TestClient, curator: Headers
    ) -> None:
        slug = create(client, curator)["slug"]
        etag = move(client, curator, slug, "submit").headers["ETag"]
        edited = client.put(
            f"/v1/articles/{slug}",
            json=DRAFT | {"summary": "Other."},
            headers=curator | {"If-Match": etag},
        )
        assert edited.json()["state"] == "draft"

    def test_what_is_published_is_not_submitted(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        assert code(move(client, curator, "bikes", "submit")) == (409, "wrong_state")


class TestTold:
    """Who could review is told, but not the author; who wrote it is told that it came back."""

    def told(self, database: Database) -> list[tuple[str, str]]:
        with database.reading() as session:
            query = select(User.username, NoticeEntry.kind).join(
                NoticeEntry, NoticeEntry.user_id == User.id
            )
            return [(name, kind) for name, kind in session.execute(query.order_by(User.username))]

    def test_told(self, client: TestClient, curator: Headers, database: Database) -> None:
        slug = create(client, curator)["slug"]
        move(client, curator, slug, "submit")
        move(client, curator, slug, "submit")
        others = ["admin", "curator-b", "lead"]
        assert self.told(database) == [(name, "in_review") for name in others]
        move(client, curator, slug, "send-back", reason="Why?")
        assert ("curator", "sent_back") in self.told(database)


class TestDiscard:
    """The newest version says again what officers are given."""

    def test_discards(self, client: TestClient, curator: Headers, seeded: None) -> None:
        before = client.get("/v1/articles/bikes", headers=curator).json()
        client.put("/v1/articles/bikes", json=DRAFT, headers=curator | {"If-Match": '"1"'})
        after = move(client, curator, "bikes", "discard").json()
        assert (after["state"], after["title"]) == ("published", before["title"])
        assert after["content_hash"] == before["content_hash"]
        assert after["published_number"] == after["number"]
        assert move(client, curator, "bikes", "discard").json() == after

    def test_a_draft_alone_has_nothing_to_go_back_to(
        self, client: TestClient, curator: Headers
    ) -> None:
        slug = create(client, curator)["slug"]
        assert code(move(client, curator, slug, "discard")) == (409, "not_published")


class TestRevive:
    """A retired article is a draft again; officers are not given it."""

    def test_revives(
        self, client: TestClient, curator: Headers, officer: Headers, seeded: None
    ) -> None:
        client.post("/v1/articles/bikes/unpublish", headers=curator)
        assert move(client, curator, "bikes", "revive").json()["state"] == "draft"
        assert client.get("/v1/articles/bikes", headers=officer).status_code == 404
