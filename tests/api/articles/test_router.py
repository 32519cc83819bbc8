"""Articles over HTTP: who may do what, and what is read."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.articles.drafts import DRAFT, code, create
from tests.api.conftest import Headers

WRITES = [
    ("post", "/v1/articles", DRAFT),
    ("put", "/v1/articles/bikes", DRAFT),
    ("post", "/v1/articles/bikes/publish", None),
    ("post", "/v1/articles/bikes/unpublish", None),
]


class TestWhoMay:
    """Everyone signed in reads what is published; only curators write."""

    @pytest.mark.parametrize(
        ("method", "path"),
        [("get", "/v1/articles"), ("get", "/v1/articles/bikes")] + [w[:2] for w in WRITES],
    )
    def test_nobody_without_signing_in(self, client: TestClient, method: str, path: str) -> None:
        assert code(client.request(method, path)) == (401, "not_signed_in")

    @pytest.mark.parametrize(("method", "path", "body"), WRITES)
    def test_an_officer_cannot_write(
        self,
        client: TestClient,
        officer: Headers,
        seeded: None,
        method: str,
        path: str,
        body: dict[str, Any] | None,
    ) -> None:
        response = client.request(method, path, json=body, headers=officer)
        assert code(response) == (403, "forbidden")

    @pytest.mark.parametrize(("method", "path", "body"), WRITES)
    def test_the_actions_process_cannot_write(
        self,
        client: TestClient,
        service_in_turn: tuple[Headers, str],
        method: str,
        path: str,
        body: dict[str, Any] | None,
    ) -> None:
        response = client.request(method, path, json=body, headers=service_in_turn[0])
        assert code(response) == (403, "forbidden")

    @pytest.mark.parametrize("state", ["draft", "retired"])
    def test_an_officer_sees_published_ones_only(
        self, client: TestClient, officer: Headers, state: str
    ) -> None:
        response = client.get("/v1/articles", params={"state": state}, headers=officer)
        assert code(response) == (403, "forbidden")

    def test_the_actions_process_reads_an_article_by_slug(
        self, client: TestClient, service_in_turn: tuple[Headers, str], seeded: None
    ) -> None:
        response = client.get("/v1/articles/bikes", headers=service_in_turn[0])
        assert response.status_code == 200
        assert response.json()["title"] == "How do we deal with bikes?"


class TestListArticles:
    """Lists page by slug."""

    def test_pages_until_next_is_null(
        self, client: TestClient, officer: Headers, seeded: None
    ) -> None:
        first = client.get("/v1/articles", params={"limit": 1}, headers=officer).json()
        assert [item["slug"] for item in first["items"]] == ["bikes"]
        params = {"limit": 1, "cursor": first["next"]}
        second = client.get("/v1/articles", params=params, headers=officer).json()
        assert [item["slug"] for item in second["items"]] == ["burglary"]
        assert second["next"] is None

    def test_a_curator_lists_drafts(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        page = client.get("/v1/articles", params={"state": "draft"}, headers=curator).json()
        assert [item["slug"] for item in page["items"]] == [slug]

    @pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"state": "gone"}])
    def test_refuses_what_is_no_page(
        self, client: TestClient, curator: Headers, params: dict[str, Any]
    ) -> None:
        assert code(client.get("/v1/articles", params=params, headers=curator))[0] == 422


class TestReadArticle:
    """One article with an ETag; what is not published does not exist for officers."""

    def test_missing(self, client: TestClient, officer: Headers) -> None:
        assert code(client.get("/v1/articles/none", headers=officer)) == (404, "not_found")

    def test_a_draft_is_hidden_from_officers(
        self, client: TestClient, officer: Headers, curator: Headers
    ) -> None:
        slug = create(client, curator)["slug"]
        assert code(client.get(f"/v1/articles/{slug}", headers=officer)) == (404, "not_found")
        assert client.get(f"/v1/articles/{slug}", headers=curator).status_code == 200

    def test_officers_are_not_told_who_edited(
        self, client: TestClient, officer: Headers, curator: Headers
    ) -> None:
        slug = create(client, curator, origin_ticket_ref="PF-2026-000001")["slug"]
        client.post(f"/v1/articles/{slug}/publish", headers=curator)
        shown = client.get(f"/v1/articles/{slug}", headers=officer).json()
        assert (shown["edited_by"], shown["origin_ticket_ref"]) == (None, None)
        told = client.get(f"/v1/articles/{slug}", headers=curator).json()
        assert told["edited_by"] and told["origin_ticket_ref"] == "PF-2026-000001"
