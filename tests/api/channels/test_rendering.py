"""What a search becomes in the conversation, asked for over HTTP as the actions do."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles import service as articles
from api.conversations.models import Feedback
from api.db import Database
from api.search.memory import InMemorySearch
from api.search.schemas import SearchResponse
from api.settings import Settings
from api.wording import wording
from knowledge import Evidence, EvidenceGrade, Outcome
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.talking import say
from tests.api.conftest import make_article

FAILED = Evidence(EvidenceGrade.did_not_work, "Nine trials.")


class FixedSearch(InMemorySearch):
    """Decides as a test says, over its own ranking."""

    def __init__(self) -> None:
        """Decide like the twin until told otherwise."""
        super().__init__()
        self.decision: dict[str, Any] = {}

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return the ranking with the decision."""
        return super().search(question, limit).model_copy(update=self.decision)


@pytest.fixture
def searcher() -> FixedSearch:
    """The search that a test decides for."""
    return FixedSearch()


@pytest.fixture
def publish(settings: Settings, searcher: FixedSearch, client: TestClient) -> Any:
    """Have exactly these articles found."""

    def have(*given: Any) -> None:
        with Database(settings.database).writing() as session:
            articles.seed(session, given)
        searcher.sync(given)

    return have


@pytest.fixture
def ask(client: TestClient, officer: dict[str, str], rasa: FakeRasa, service_token: str) -> Any:
    """Ask a question that rasa has the actions look up."""

    def script(body: dict[str, Any]) -> list[dict[str, Any]]:
        turn = {"X-Turn-Id": body["metadata"]["turn_id"]}
        headers = {"Authorization": f"Bearer {service_token}"} | turn
        client.post("/v1/search", json={"question": body["message"]}, headers=headers)
        return [{"custom": {"kind": "search_result"}}]

    rasa.script = script
    return lambda text, **more: say(client, officer, text, **more)


class TestSeveralParts:
    """Served more than one while answered: each answers a part of the question."""

    @pytest.fixture(autouse=True)
    def two(self, publish: Any, searcher: FixedSearch) -> None:
        """Two articles, both served."""
        publish(make_article("bikes"), make_article("burglary"))
        searcher.decision = {"outcome": Outcome.answered, "served": 2, "confidence": 0.9}

    def test_both_are_answered_and_feedback_is_asked_once(self, ask: Any) -> None:
        body = ask("bikes again")
        kinds = [reply["kind"] for reply in body["replies"]]
        assert kinds == ["answer", "text", "answer", "feedback"]
        assert body["replies"][1]["text"] == wording().answered.another
        assert [reply["buttons"] for reply in body["replies"][:3]] == [[], [], []]
        assert len(body["replies"][3]["buttons"]) == 3
        assert [row["slug"] for row in body["articles"]] == ["bikes", "burglary"]
        assert (body["outcome"], body["confidence"]) == ("answered", 0.9)

    def test_feedback_is_kept_for_the_first(
        self,
        ask: Any,
        rasa: FakeRasa,
        client: TestClient,
        officer: dict[str, str],
        settings: Settings,
    ) -> None:
        body = ask("bikes again")
        button = body["replies"][3]["buttons"][0]["payload"]
        rasa.stop()
        say(client, officer, "", payload=button, conversation_id=body["conversation_id"])
        with Database(settings.database).reading() as session:
            kept = session.execute(select(Feedback.slug, Feedback.verdict)).all()
        assert kept == [("bikes", "helped")]

    def test_one_that_is_gone_leaves_a_plain_answer(
        self, ask: Any, client: TestClient, curator: dict[str, str], searcher: FixedSearch
    ) -> None:
        """Search may be a moment behind the database."""
        gone = searcher.articles["bikes"]
        client.post("/v1/articles/bikes/unpublish", headers=curator)
        searcher.publish(gone)
        body = ask("bikes again")
        assert [reply["kind"] for reply in body["replies"]] == ["answer"]
        assert [row["slug"] for row in body["articles"]] == ["burglary"]
        assert len(body["replies"][0]["buttons"]) >= 2

    def test_without_rasa_too(self, ask: Any, rasa: FakeRasa) -> None:
        rasa.stop()
        kinds = [reply["kind"] for reply in ask("bikes again")["replies"]]
        assert kinds == ["notice", "answer", "text", "answer", "feedback"]


class TestWhatDidNotWork:
    """It is said before anything else."""

    def test_an_answer_leads_with_it(self, ask: Any, publish: Any) -> None:
        publish(make_article("scared-straight", evidence=FAILED))
        reply = ask("scared straight again")["replies"][0]
        assert reply["warning"] == wording().evidence.did_not_work.warning
        assert reply["text"].startswith(f"{reply['warning']} Close the gaps")

    def test_others_do_not(self, ask: Any, publish: Any) -> None:
        publish(make_article("bikes"))
        reply = ask("bikes again")["replies"][0]
        assert reply["warning"] is None
        assert reply["text"].startswith("Close the gaps")

    def test_so_does_an_option(self, ask: Any, publish: Any, searcher: FixedSearch) -> None:
        publish(make_article("a-failure", evidence=FAILED), make_article("bikes"))
        searcher.decision = {"outcome": Outcome.choices, "served": 2}
        options = {row["slug"]: row for row in ask("bikes or a failure")["replies"][0]["options"]}
        assert options["a-failure"]["warning"] == wording().evidence.did_not_work.warning
        assert options["a-failure"]["evidence_label"] == "Did not work"
        assert options["bikes"]["warning"] is None
