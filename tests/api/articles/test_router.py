"""Articles over HTTP: who may do what, and that search follows what was committed."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.articles import service
from api.db import Database
from api.search.memory import InMemorySearch
from tests.api.conftest import Headers, make_article

Audited = Callable[[], list[tuple[str, str]]]

DRAFT: dict[str, Any] = {
    "title": "What can we do about quad bikes on the common?",
    "summary": "Block the gaps, then enforce.",
    "sections": [{"heading": "What to do", "body_markdown": "1. Walk it."}],
    "evidence": {"grade": "untested", "reason": "The Hub's advice; nobody has measured it."},
    "owner": "Neighbourhood policing lead",
    "review_date": "2031-01-31",
    "sample_questions": ["quads on the common", "quad bikes what now"],
}


@pytest.fixture
def seeded(database: Database, searcher: InMemorySearch) -> None:
    """Two published articles, in the database and in search."""
    articles = [make_article("bikes"), make_article("burglary")]
    with database.writing() as session:
        service.seed(session, articles)
    searcher.sync(articles)


def create(client: TestClient, curator: Headers, **changes: object) -> dict[str, Any]:
    response = client.post("/v1/articles", json=DRAFT | changes, headers=curator)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def code(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


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


class TestCreateArticle:
    """A draft under a slug made from its title; titles are unique but for spelling."""

    def test_makes_a_draft_that_search_does_not_find(
        self, client: TestClient, curator: Headers, searcher: InMemorySearch, audited: Audited
    ) -> None:
        response = client.post("/v1/articles", json=DRAFT, headers=curator)
        body = response.json()
        assert response.status_code == 201
        assert body["slug"] == "what-can-we-do-about-quad-bikes-on-the-common"
        assert body["state"] == "draft"
        assert response.headers["ETag"] == '"1"'
        assert response.headers["Location"] == f"/v1/articles/{body['slug']}"
        assert searcher.articles == {}
        assert audited() == [("article_drafted", body["slug"])]

    @pytest.mark.parametrize(
        "title",
        [
            DRAFT["title"] + " ",
            DRAFT["title"].upper(),
            "What can we do,  about quad-bikes on the common",
        ],
    )
    def test_a_space_or_a_capital_does_not_make_another_title(
        self, client: TestClient, curator: Headers, title: str
    ) -> None:
        create(client, curator)
        response = client.post("/v1/articles", json=DRAFT | {"title": title}, headers=curator)
        assert code(response) == (409, "title_taken")

    def test_titles_with_one_slug_get_two(self, client: TestClient, curator: Headers) -> None:
        long = "why " * 40
        first = create(client, curator, title=long + "now")
        second = create(client, curator, title=long + "then")
        assert second["slug"] == first["slug"] + "-2"
        assert len(first["slug"]) <= 80

    def test_takes_personal_data_out_of_every_text(
        self, client: TestClient, curator: Headers
    ) -> None:
        leak = "ring 07700 900123 or jo@example.org at AL10 0AB, car AB12 CDE"
        body = create(
            client,
            curator,
            title=f"T {leak}",
            summary=leak,
            owner=leak,
            sections=[{"heading": f"H {leak}", "body_markdown": leak}],
            sources=[{"publisher": leak, "title": leak}],
            evidence={"grade": "untested", "reason": leak},
            sample_questions=[leak],
        )
        hidden = {"redacted", "content_hash", "edited_by"}  # kinds and ids
        text = str({name: value for name, value in body.items() if name not in hidden})
        for secret in ("07700", "900123", "900-123", "jo@", "0AB", "0ab", "CDE", "cde"):
            assert secret not in text
        assert body["redacted"] == ["email", "phone", "postcode", "registration"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": " "},
            {"title": "x" * 201},
            {"title": "nul\x00"},
            {"summary": "nul\x00"},
            {"summary": "x" * 3001},
            {"summary": "## Not here"},
            {"sections": [{"heading": "", "body_markdown": "x"}]},
            {"sections": [{"heading": "H", "body_markdown": "## In here"}]},
            {"evidence": {"grade": "certain", "reason": "x"}},
            {"review_date": "soon"},
            {"sources": [{"publisher": "P", "title": "T", "url": "javascript:alert(1)"}]},
            {"sources": [{"publisher": "P", "title": "T", "as_of": "last year"}]},
            {"sources": [{"publisher": "P", "title": "T", "checked": "perhaps"}]},
            {"sample_questions": ["q"] * 201},
            {"group": "Not A Slug"},
            {"origin_ticket_ref": "17"},
            {"unknown": 1},
        ],
    )
    def test_refuses_what_is_not_an_article(
        self, client: TestClient, curator: Headers, changes: dict[str, Any]
    ) -> None:
        response = client.post("/v1/articles", json=DRAFT | changes, headers=curator)
        assert code(response) == (422, "invalid")
        assert response.json()["errors"][0]["field"].startswith(next(iter(changes)))

    def test_a_title_of_no_words_is_refused(self, client: TestClient, curator: Headers) -> None:
        response = client.post("/v1/articles", json=DRAFT | {"title": "?!"}, headers=curator)
        assert code(response) == (422, "invalid")

    def test_the_same_question_twice_is_kept_once(
        self, client: TestClient, curator: Headers
    ) -> None:
        body = create(client, curator, sample_questions=["Quads!", " quads", "", "bikes"])
        assert body["sample_questions"] == ["Quads!", "bikes"]


class TestEditArticle:
    """An edit names the version it is of; a published article is given out edited at once."""

    def edit(
        self, client: TestClient, headers: Headers, slug: str, etag: str | None, **changes: object
    ) -> Any:
        sent = headers | ({"If-Match": etag} if etag else {})
        return client.put(f"/v1/articles/{slug}", json=DRAFT | changes, headers=sent)

    def test_needs_if_match(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(self.edit(client, curator, slug, None)) == (428, "if_match_needed")

    def test_refuses_a_stale_version(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        response = self.edit(client, curator, slug, '"1"', summary="Mine.")
        assert response.status_code == 200
        assert response.headers["ETag"] == '"2"'
        assert code(self.edit(client, curator, slug, '"1"', summary="Theirs.")) == (412, "stale")
        kept = client.get(f"/v1/articles/{slug}", headers=curator).json()
        assert kept["summary"] == "Mine."

    @pytest.mark.parametrize("etag", ["x", '"-1"', '"²"', '"99999999999999999999"'])
    def test_refuses_an_if_match_that_is_none(
        self, client: TestClient, curator: Headers, etag: str
    ) -> None:
        slug = create(client, curator)["slug"]
        sent = curator | {"If-Match": etag.encode("latin-1", "replace").decode("latin-1")}
        raw = {name: value.encode("latin-1") for name, value in sent.items()}
        response = client.put(f"/v1/articles/{slug}", json=DRAFT, headers=raw)  # type: ignore[arg-type]
        assert code(response) == (400, "bad_if_match")

    def test_missing(self, client: TestClient, curator: Headers) -> None:
        assert code(self.edit(client, curator, "none", '"1"')) == (404, "not_found")

    def test_invalid(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(self.edit(client, curator, slug, '"1"', title="")) == (422, "invalid")

    def test_cannot_take_the_title_of_another(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        slug = create(client, curator)["slug"]
        response = self.edit(client, curator, slug, '"1"', title="how do we deal with BIKES")
        assert code(response) == (409, "title_taken")

    def test_search_has_the_new_text_of_a_published_one(
        self,
        client: TestClient,
        curator: Headers,
        seeded: None,
        searcher: InMemorySearch,
        audited: Audited,
    ) -> None:
        response = self.edit(client, curator, "bikes", '"1"', sample_questions=["zzz bikes"])
        assert response.status_code == 200, response.text
        assert searcher.articles["bikes"].sample_questions == ("zzz bikes",)
        assert audited() == [("article_edited", "bikes")]

    def test_a_published_one_cannot_lose_what_publishing_needs(
        self, client: TestClient, curator: Headers, seeded: None, searcher: InMemorySearch
    ) -> None:
        before = searcher.articles["bikes"]
        response = self.edit(client, curator, "bikes", '"1"', sample_questions=[])
        assert code(response) == (422, "not_ready")
        assert searcher.articles["bikes"] == before
        kept = client.get("/v1/articles/bikes", headers=curator).json()
        assert kept["version"] == 1 and kept["sample_questions"]


class TestPublishArticle:
    """Once committed, search has it; a second click changes nothing."""

    def publish(self, client: TestClient, headers: Headers, slug: str) -> Any:
        return client.post(f"/v1/articles/{slug}/publish", headers=headers)

    def test_search_finds_it(
        self,
        client: TestClient,
        curator: Headers,
        officer: Headers,
        searcher: InMemorySearch,
        audited: Audited,
    ) -> None:
        slug = create(client, curator)["slug"]
        response = self.publish(client, curator, slug)
        assert response.status_code == 200, response.text
        assert response.json()["state"] == "published"
        assert searcher.search("quads on the common").hits[0].slug == slug
        assert client.get(f"/v1/articles/{slug}", headers=officer).status_code == 200
        assert audited() == [("article_drafted", slug), ("article_published", slug)]

    def test_a_second_click_changes_nothing(
        self, client: TestClient, curator: Headers, audited: Audited
    ) -> None:
        slug = create(client, curator)["slug"]
        first = self.publish(client, curator, slug)
        second = self.publish(client, curator, slug)
        assert second.status_code == 200
        assert second.json() == first.json()
        assert len(audited()) == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"summary": ""}, "summary"),
            ({"evidence": {"grade": None, "reason": "x"}}, "evidence.grade"),
            ({"evidence": {"grade": "worked", "reason": " "}}, "evidence.reason"),
            ({"owner": ""}, "owner"),
            ({"review_date": None}, "review_date"),
            ({"review_date": "2020-01-01"}, "review_date"),
            ({"sources": [{"publisher": "P", "title": "T"}]}, "review_date"),
            ({"sample_questions": []}, "sample_questions"),
            ({"sample_questions": [" ", "?!"]}, "sample_questions"),
            ({"sections": [{"heading": "What to do"}]}, "sections.0.body_markdown"),
        ],
    )
    def test_names_what_it_lacks(
        self,
        client: TestClient,
        curator: Headers,
        searcher: InMemorySearch,
        changes: dict[str, Any],
        field: str,
    ) -> None:
        slug = create(client, curator, **changes)["slug"]
        response = self.publish(client, curator, slug)
        assert code(response) == (422, "not_ready")
        assert field in [row["field"] for row in response.json()["errors"]]
        assert searcher.articles == {}

    def test_officers_are_told_when_and_whether_a_source_was_opened(
        self, client: TestClient, curator: Headers, officer: Headers
    ) -> None:
        source = {"publisher": "P", "title": "T", "url": None, "as_of": "2015-03", "checked": True}
        slug = create(client, curator, sources=[source])["slug"]
        assert self.publish(client, curator, slug).status_code == 200
        assert client.get(f"/v1/articles/{slug}", headers=officer).json()["sources"] == [source]

    def test_sections_are_not_needed(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator, sections=[])["slug"]
        assert self.publish(client, curator, slug).status_code == 200

    def test_two_published_articles_do_not_share_a_question(
        self, client: TestClient, curator: Headers, seeded: None, searcher: InMemorySearch
    ) -> None:
        slug = create(client, curator, sample_questions=["BIKES again? "])["slug"]
        response = self.publish(client, curator, slug)
        assert code(response) == (409, "question_taken")
        assert "bikes" in response.json()["detail"]
        assert slug not in searcher.articles

    def test_a_question_is_free_again_once_its_article_is_unpublished(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        slug = create(client, curator, sample_questions=["bikes again"])["slug"]
        client.post("/v1/articles/bikes/unpublish", headers=curator)
        assert self.publish(client, curator, slug).status_code == 200

    def test_missing(self, client: TestClient, curator: Headers) -> None:
        assert code(self.publish(client, curator, "none")) == (404, "not_found")

    def test_a_stale_if_match_is_refused(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        sent = curator | {"If-Match": '"7"'}
        assert code(client.post(f"/v1/articles/{slug}/publish", headers=sent)) == (412, "stale")


class TestUnpublishArticle:
    """Once committed, neither search nor officers have it; it can be published again."""

    def unpublish(self, client: TestClient, headers: Headers, slug: str) -> Any:
        return client.post(f"/v1/articles/{slug}/unpublish", headers=headers)

    def test_takes_it_away(
        self,
        client: TestClient,
        curator: Headers,
        officer: Headers,
        seeded: None,
        searcher: InMemorySearch,
        audited: Audited,
    ) -> None:
        assert self.unpublish(client, curator, "bikes").json()["state"] == "retired"
        assert "bikes" not in searcher.articles
        assert client.get("/v1/articles/bikes", headers=officer).status_code == 404
        assert self.unpublish(client, curator, "bikes").status_code == 200
        assert audited() == [("article_unpublished", "bikes")]

    def test_it_can_come_back(
        self, client: TestClient, curator: Headers, seeded: None, searcher: InMemorySearch
    ) -> None:
        self.unpublish(client, curator, "bikes")
        assert client.post("/v1/articles/bikes/publish", headers=curator).status_code == 200
        assert "bikes" in searcher.articles

    def test_a_draft_is_not_published(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(self.unpublish(client, curator, slug)) == (409, "not_published")

    def test_missing(self, client: TestClient, curator: Headers) -> None:
        assert code(self.unpublish(client, curator, "none")) == (404, "not_found")
