"""Articles over HTTP, written: a draft is made, an edit names its version."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.search.memory import InMemorySearch
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers


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
    """An edit names the version it is of; officers get it when it is published."""

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

    def test_officers_keep_the_published_version_until_the_next_is_published(
        self,
        client: TestClient,
        curator: Headers,
        officer: Headers,
        seeded: None,
        searcher: InMemorySearch,
        audited: Audited,
    ) -> None:
        before = searcher.articles["bikes"]
        response = self.edit(client, curator, "bikes", '"1"', summary="Anew.")
        assert response.status_code == 200, response.text
        draft = response.json()
        assert (draft["state"], draft["number"], draft["published_number"]) == ("draft", 2, 1)
        assert client.get("/v1/articles/bikes", headers=curator).json()["summary"] == "Anew."
        given = client.get("/v1/articles/bikes", headers=officer).json()
        assert (given["state"], given["summary"]) == ("published", before.summary)
        assert searcher.articles["bikes"] == before
        listed = client.get("/v1/articles", headers=officer).json()["items"]
        assert before.title in [item["title"] for item in listed]
        sent = curator | {"If-Match": response.headers["ETag"]}
        assert client.post("/v1/articles/bikes/publish", headers=sent).status_code == 200
        assert searcher.articles["bikes"].summary == "Anew."
        assert client.get("/v1/articles/bikes", headers=officer).json()["summary"] == "Anew."
        assert audited() == [("article_edited", "bikes"), ("article_published", "bikes")]

    def test_a_draft_beside_it_may_be_unfinished_but_not_published(
        self, client: TestClient, curator: Headers, seeded: None, searcher: InMemorySearch
    ) -> None:
        before = searcher.articles["bikes"]
        response = self.edit(client, curator, "bikes", '"1"', sample_questions=[])
        assert response.status_code == 200
        refused = client.post("/v1/articles/bikes/publish", headers=curator)
        assert code(refused) == (422, "not_ready")
        assert searcher.articles["bikes"] == before

    def test_saving_what_is_there_is_no_change(
        self, client: TestClient, curator: Headers, audited: Audited
    ) -> None:
        """A second click, its version stale by then, is answered like the first."""
        slug = create(client, curator)["slug"]
        first = self.edit(client, curator, slug, '"1"', summary="Mine.")
        second = self.edit(client, curator, slug, '"1"', summary="Mine.")
        assert (second.status_code, second.json()) == (200, first.json())
        assert [action for action, _ in audited()] == ["article_drafted", "article_edited"]

    def test_a_title_that_officers_know_another_article_by_stays_taken(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        """Renamed in a draft, the published one still has its title."""
        self.edit(client, curator, "bikes", '"1"', title="Motorbikes, anew?")
        taken = client.post(
            "/v1/articles", json=DRAFT | {"title": "How do we deal with bikes?"}, headers=curator
        )
        assert code(taken) == (409, "title_taken")

    def test_a_retired_one_is_not_edited(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        client.post("/v1/articles/bikes/unpublish", headers=curator)
        assert code(self.edit(client, curator, "bikes", '"2"')) == (409, "wrong_state")
