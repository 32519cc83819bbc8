"""Articles over HTTP, published and taken back: search follows what was committed."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.search.memory import InMemorySearch
from api.settings import Settings, Switch
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers


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


class TestFourEyes:
    """Where the setting asks for it, who saved a version does not publish it."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"four_eyes": Switch.ON})

    def test_somebody_else_publishes(
        self,
        client: TestClient,
        curator: Headers,
        bearer: Callable[[str], Headers],
        searcher: InMemorySearch,
    ) -> None:
        slug = create(client, curator)["slug"]
        refused = client.post(f"/v1/articles/{slug}/publish", headers=curator)
        assert code(refused) == (403, "four_eyes")
        assert searcher.articles == {}
        other = bearer("curator-b")
        assert client.post(f"/v1/articles/{slug}/publish", headers=other).status_code == 200
        assert slug in searcher.articles

    def test_a_lead_is_no_exception(
        self, client: TestClient, bearer: Callable[[str], Headers]
    ) -> None:
        lead = bearer("lead")
        slug = create(client, lead)["slug"]
        refused = client.post(f"/v1/articles/{slug}/publish", headers=lead)
        assert code(refused) == (403, "four_eyes")

    def test_a_reviewer_who_saves_a_change_becomes_its_author(
        self, client: TestClient, curator: Headers, bearer: Callable[[str], Headers]
    ) -> None:
        slug, other = create(client, curator)["slug"], bearer("curator-b")
        changed = DRAFT | {"summary": "Better."}
        client.put(f"/v1/articles/{slug}", json=changed, headers=other | {"If-Match": "*"})
        refused = client.post(f"/v1/articles/{slug}/publish", headers=other)
        assert code(refused) == (403, "four_eyes")
        assert client.post(f"/v1/articles/{slug}/publish", headers=curator).status_code == 200


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

    def test_it_can_come_back_as_a_draft(
        self, client: TestClient, curator: Headers, seeded: None, searcher: InMemorySearch
    ) -> None:
        self.unpublish(client, curator, "bikes")
        refused = client.post("/v1/articles/bikes/publish", headers=curator)
        assert code(refused) == (409, "wrong_state")
        revived = client.post("/v1/articles/bikes/revive", headers=curator)
        assert revived.json()["state"] == "draft"
        assert "bikes" not in searcher.articles
        assert client.post("/v1/articles/bikes/publish", headers=curator).status_code == 200
        assert "bikes" in searcher.articles

    def test_a_draft_is_not_published(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(self.unpublish(client, curator, slug)) == (409, "not_published")

    def test_missing(self, client: TestClient, curator: Headers) -> None:
        assert code(self.unpublish(client, curator, "none")) == (404, "not_found")
