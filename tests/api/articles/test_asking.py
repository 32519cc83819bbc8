"""Who answers a question now, and who would with the draft; warnings that stop nothing."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.articles.asking import AT_ONCE
from api.search.memory import InMemorySearch
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers


def ask(client: TestClient, headers: Headers, slug: str, *questions: str) -> Any:
    path = f"/v1/articles/{slug}/who-answers"
    return client.post(path, json={"questions": list(questions)}, headers=headers)


class TestWhoAnswers:
    """Each question by itself, of what is published and of that with the newest version."""

    def test_now_and_then(self, client: TestClient, curator: Headers, seeded: None) -> None:
        slug = create(client, curator)["slug"]
        response = ask(client, curator, slug, "bikes again", "quads on the common")
        bikes, quads = response.json()["items"]
        assert (bikes["now"]["slug"], bikes["then"]["slug"]) == ("bikes", "bikes")
        assert (quads["now"]["outcome"], quads["then"]["slug"]) == ("unanswered", slug)
        assert quads["then"]["outcome"] == "answered"

    def test_a_draft_that_is_no_article_yet_is_left_out(
        self, client: TestClient, curator: Headers, seeded: None
    ) -> None:
        slug = create(client, curator, evidence={"grade": None, "reason": ""})["slug"]
        (found,) = ask(client, curator, slug, "bikes again").json()["items"]
        assert found["now"]["slug"] == "bikes" and found["then"] is None

    def test_nothing_is_published_by_asking(
        self, client: TestClient, curator: Headers, searcher: InMemorySearch, audited: Audited
    ) -> None:
        slug = create(client, curator)["slug"]
        ask(client, curator, slug, "quads on the common")
        assert searcher.articles == {}
        assert [action for action, _ in audited()] == ["article_drafted"]

    def test_roles_missing_and_down(
        self,
        client: TestClient,
        curator: Headers,
        officer: Headers,
        seeded: None,
        searcher: InMemorySearch,
    ) -> None:
        assert ask(client, {}, "bikes", "q").status_code == 401
        assert code(ask(client, officer, "bikes", "q")) == (403, "forbidden")
        assert code(ask(client, curator, "none", "q")) == (404, "not_found")
        searcher.ready = False
        assert code(ask(client, curator, "bikes", "q")) == (503, "search_unavailable")

    @pytest.mark.parametrize("questions", [[], [" "], ["x" * 301], ["q"] * (AT_ONCE + 1)])
    def test_what_is_refused(
        self, client: TestClient, curator: Headers, seeded: None, questions: list[str]
    ) -> None:
        assert code(ask(client, curator, "bikes", *questions)) == (422, "invalid")


class TestWarnings:
    """The newest version against what is published; put aside until a text changes."""

    def warned(self, client: TestClient, headers: Headers, slug: str) -> Any:
        return client.get(f"/v1/articles/{slug}/warnings", headers=headers)

    @pytest.fixture
    def slug(self, client: TestClient, curator: Headers) -> str:
        """A draft that contradicts a published article."""
        said = "Visit the victim within {} days of the burglary."
        first = create(client, curator, summary=said.format(7))["slug"]
        client.post(f"/v1/articles/{first}/publish", headers=curator)
        changed = {"title": "Another?", "summary": said.format(14), "sample_questions": ["b"]}
        return str(create(client, curator, **changed)["slug"])

    def test_found_and_put_aside(
        self, client: TestClient, curator: Headers, slug: str, audited: Audited
    ) -> None:
        items = self.warned(client, curator, slug).json()["items"]
        (item,) = [item for item in items if item["kind"] == "figures"]
        assert "14 days" in item["own"] and "7 days" in item["other"]
        path = f"/v1/articles/{slug}/warnings/{item['key']}/dismiss"
        for _ in range(2):
            said = client.post(path, json={"reason": "The law changed."}, headers=curator)
            assert said.status_code == 204
        again = self.warned(client, curator, slug).json()["items"]
        assert [i["dismissed"] for i in again if i["key"] == item["key"]] == ["The law changed."]
        actions = [action for action, _ in audited()]
        assert actions.count("article_warning_dismissed") == 1
        sent = curator | {"If-Match": "*"}
        other = {"title": "Another?", "summary": item["own"].replace("14", "21")}
        client.put(f"/v1/articles/{slug}", json=DRAFT | other, headers=sent)
        (fresh,) = [
            i for i in self.warned(client, curator, slug).json()["items"] if i["kind"] == "figures"
        ]
        assert fresh["dismissed"] is None

    def test_it_stops_nothing(self, client: TestClient, curator: Headers, slug: str) -> None:
        published = client.post(f"/v1/articles/{slug}/publish", headers=curator)
        assert published.status_code == 200

    def test_roles_missing_reason_and_down(
        self,
        client: TestClient,
        curator: Headers,
        officer: Headers,
        slug: str,
        searcher: InMemorySearch,
    ) -> None:
        key = self.warned(client, curator, slug).json()["items"][0]["key"]
        path = f"/v1/articles/{slug}/warnings/{key}/dismiss"
        assert self.warned(client, {}, slug).status_code == 401
        assert code(self.warned(client, officer, slug)) == (403, "forbidden")
        assert code(client.post(path, json={"reason": "x"}, headers=officer)) == (403, "forbidden")
        assert code(self.warned(client, curator, "none")) == (404, "not_found")
        assert code(client.post(path, json={"reason": " "}, headers=curator)) == (422, "invalid")
        other = path.replace(key, "0" * 32)
        assert code(client.post(other, json={"reason": "x"}, headers=curator)) == (404, "not_found")
        searcher.ready = False
        assert code(self.warned(client, curator, slug)) == (503, "search_unavailable")

    def test_a_draft_that_is_no_article_yet(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator, review_date=None)["slug"]
        assert self.warned(client, curator, slug).json() == {"checked": False, "items": []}
