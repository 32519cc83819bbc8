"""`POST /v1/search`: the ranking and the decision, without personal data, remembered in a turn."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.conversations.models import Turn
from api.db import Database, utc_now
from api.search.memory import InMemorySearch
from tests.api.conftest import Headers, SearchedInTurn, make_article


@pytest.fixture(autouse=True)
def filled(searcher: InMemorySearch) -> None:
    searcher.sync([make_article("bikes"), make_article("burglary"), make_article("fraud")])


def ask(client: TestClient, headers: Headers, **body: Any) -> Any:
    return client.post("/v1/search", json=body, headers=headers)


class TestSearch:
    """Officers and the actions process search; nobody else does."""

    def test_right(self, client: TestClient, officer: Headers) -> None:
        body = ask(client, officer, question="bikes again").json()
        assert set(body) == {
            "question",
            "outcome",
            "confidence",
            "served",
            "hits",
            "timings_ms",
            "index_version",
            "signpost",
        }
        assert (body["outcome"], body["served"], len(body["hits"])) == ("answered", 1, 3)
        assert set(body["hits"][0]) == {
            "slug",
            "title",
            "section",
            "excerpt",
            "score",
            "evidence",
            "review_date",
        }
        assert body["hits"][0]["slug"] == "bikes"
        assert body["hits"][0]["evidence"]["grade"] == "promising"

    def test_hits_are_filled_to_the_limit_whatever_the_outcome(
        self, client: TestClient, officer: Headers
    ) -> None:
        body = ask(client, officer, question="entirely else", limit=2).json()
        assert (body["outcome"], body["served"], len(body["hits"])) == ("unanswered", 0, 2)

    def test_anonymous(self, client: TestClient) -> None:
        response = client.post("/v1/search", json={"question": "bikes"})
        assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")

    def test_a_wrong_token(self, client: TestClient) -> None:
        assert ask(client, {"Authorization": "Bearer x"}, question="bikes").status_code == 401

    def test_a_service_call_outside_a_turn(
        self, client: TestClient, service_in_turn: tuple[Headers, str]
    ) -> None:
        headers = service_in_turn[0] | {"X-Turn-Id": "none"}
        assert ask(client, headers, question="bikes").status_code == 404

    def test_a_closed_turn_is_over(
        self, client: TestClient, service_in_turn: tuple[Headers, str], database: Database
    ) -> None:
        headers, turn_id = service_in_turn
        with database.writing() as session:
            session.get_one(Turn, turn_id).closed_at = utc_now()
        response = ask(client, headers, question="bikes")
        assert (response.status_code, response.json()["code"]) == (409, "turn_over")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"question": ""},
            {"question": "   "},
            {"question": "x" * 2001},
            {"question": "nul\x00"},
            {"question": 7},
            {"question": "bikes", "limit": 0},
            {"question": "bikes", "limit": 21},
            {"question": "bikes", "user_id": "somebody"},
        ],
    )
    def test_invalid(self, client: TestClient, officer: Headers, body: dict[str, Any]) -> None:
        response = ask(client, officer, **body)
        assert (response.status_code, response.json()["code"]) == (422, "invalid")

    @pytest.mark.parametrize("question", ["x" * 2000, "\U0001f6b2?", "<b>bikes</b>", "/restart"])
    def test_odd_but_accepted(self, client: TestClient, officer: Headers, question: str) -> None:
        assert ask(client, officer, question=question).status_code == 200

    def test_no_index(self, client: TestClient, officer: Headers, searcher: InMemorySearch) -> None:
        searcher.ready = False
        response = ask(client, officer, question="bikes")
        assert (response.status_code, response.json()["code"]) == (503, "search_unavailable")

    def test_within_a_turn_it_is_the_turns_without_personal_data(
        self,
        client: TestClient,
        service_in_turn: tuple[Headers, str],
        in_turn: SearchedInTurn,
    ) -> None:
        headers, turn_id = service_in_turn
        response = ask(client, headers, question="bikes again, ring 07700 900123")
        assert response.status_code == 200
        assert in_turn.calls == [(turn_id, "bikes again, ring [phone number removed]")]

    def test_an_officers_own_search_is_no_turns(
        self, client: TestClient, officer: Headers, in_turn: SearchedInTurn
    ) -> None:
        ask(client, officer, question="bikes")
        assert in_turn.calls == []

    def test_the_openapi_document_says_it_all(self, client: TestClient) -> None:
        operation = client.get("/openapi.json").json()["paths"]["/v1/search"]["post"]
        assert set(operation["responses"]) >= {"200", "4XX", "503"}
