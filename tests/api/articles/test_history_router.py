"""Every saved version is kept; an old one can be read, compared and taken again."""

import pytest
from fastapi.testclient import TestClient

from tests.api.articles.drafts import DRAFT, code, create
from tests.api.conftest import Headers


@pytest.fixture
def slug(client: TestClient, curator: Headers) -> str:
    """An article of two versions."""
    slug = str(create(client, curator)["slug"])
    sent = curator | {"If-Match": '"1"'}
    client.put(f"/v1/articles/{slug}", json=DRAFT | {"summary": "Enforce."}, headers=sent)
    return slug


class TestListVersions:
    """Newest first, with who, when and how."""

    def test_lists_pages(self, client: TestClient, curator: Headers, slug: str) -> None:
        page = client.get(f"/v1/articles/{slug}/versions?limit=1", headers=curator).json()
        assert [(item["number"], item["kind"]) for item in page["items"]] == [(2, "edited")]
        rest = client.get(
            f"/v1/articles/{slug}/versions?cursor={page['next']}", headers=curator
        ).json()
        assert [(item["number"], item["kind"]) for item in rest["items"]] == [(1, "drafted")]
        assert rest["next"] is None
        assert rest["items"][0]["saved_by"]

    def test_says_which_is_published(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        page = client.get("/v1/articles/bikes/versions", headers=curator).json()
        (only,) = page["items"]
        assert only["published"] is True and only["saved_by"] is None

    def test_anonymous_officer_missing(
        self, client: TestClient, curator: Headers, officer: Headers, slug: str
    ) -> None:
        for path in ("", "/1", "/2/changes?since=1"):
            assert client.get(f"/v1/articles/{slug}/versions{path}").status_code == 401
            refused = client.get(f"/v1/articles/{slug}/versions{path}", headers=officer)
            assert code(refused) == (403, "forbidden")
            missing = client.get(f"/v1/articles/none/versions{path}", headers=curator)
            assert code(missing) == (404, "not_found")


class TestReadVersion:
    """What was said then."""

    def test_reads(self, client: TestClient, curator: Headers, slug: str) -> None:
        first = client.get(f"/v1/articles/{slug}/versions/1", headers=curator).json()
        assert first["summary"] == DRAFT["summary"]
        missing = client.get(f"/v1/articles/{slug}/versions/3", headers=curator)
        assert code(missing) == (404, "not_found")


class TestCompareVersions:
    """Part by part."""

    def test_compares(self, client: TestClient, curator: Headers, slug: str) -> None:
        found = client.get(
            f"/v1/articles/{slug}/versions/2/changes?since=1", headers=curator
        ).json()
        assert [part["part"] for part in found["parts"]] == ["Summary"]

    def test_two_are_needed(self, client: TestClient, curator: Headers, slug: str) -> None:
        one = client.get(f"/v1/articles/{slug}/versions/2/changes", headers=curator)
        assert code(one) == (422, "invalid")


class TestRestoreVersion:
    """An old version is the newest, as a draft; nothing is lost of what came between."""

    def test_restores_once(self, client: TestClient, curator: Headers, slug: str) -> None:
        path = f"/v1/articles/{slug}/versions/1/restore"
        first = client.post(path, headers=curator | {"If-Match": '"2"'})
        assert first.json()["summary"] == DRAFT["summary"]
        assert (first.json()["state"], first.json()["number"]) == ("draft", 3)
        assert client.post(path, headers=curator | {"If-Match": '"2"'}).json() == first.json()
        page = client.get(f"/v1/articles/{slug}/versions", headers=curator).json()
        assert page["items"][0]["note"] == "What version 1 said."

    def test_stale_and_missing(self, client: TestClient, curator: Headers, slug: str) -> None:
        stale = client.post(
            f"/v1/articles/{slug}/versions/1/restore", headers=curator | {"If-Match": '"9"'}
        )
        assert code(stale) == (412, "stale")
        missing = client.post(f"/v1/articles/{slug}/versions/9/restore", headers=curator)
        assert code(missing) == (404, "not_found")
