"""Whether an article helped: asked once, noted once, with the reason if one is given."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles import service as articles
from api.conversations.models import Feedback
from api.db import Database
from api.search.memory import InMemorySearch
from api.settings import Settings
from api.wording import wording
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.context.talk import Talk
from tests.api.conftest import make_article

WORDS = wording().feedback
VERDICTS = ("helped", "partly", "did_not_help")


@pytest.fixture
def talk(
    client: TestClient,
    officer: dict[str, str],
    rasa: FakeRasa,
    service_token: str,
    settings: Settings,
    searcher: InMemorySearch,
) -> Talk:
    """A conversation with rasa and its actions, as far as verdicts go."""
    given = [make_article("bikes"), make_article("sheds")]
    with Database(settings.database).writing() as session:
        articles.seed(session, given)
    searcher.sync(given)

    def script(body: dict[str, Any]) -> list[dict[str, Any]]:
        turn_id, message = body["metadata"]["turn_id"], body["message"]
        headers = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
        if not message.startswith("/answer"):
            client.post("/v1/search", json={"question": message}, headers=headers)
            return [{"custom": {"kind": "search_result"}}]
        verdict = {"h": "helped", "p": "partly", "d": "did_not_help"}[message[8]]
        parts = message.split('"')
        said = {"verdict": verdict, "slug": parts[3] if len(parts) > 3 else None}
        said |= {"reason": parts[7]} if len(parts) > 7 else {}
        answer = client.post(f"/v1/turns/{turn_id}/feedback", json=said, headers=headers).json()
        noted = {"noted": answer.get("noted", "nothing"), "slug": answer.get("slug", "")}
        return [{"custom": {"kind": "verdict", "verdict": verdict, **noted}}]

    rasa.script = script
    return Talk(client, officer, settings)


@pytest.fixture
def kept(settings: Settings) -> Any:
    """What feedback the database holds."""

    def read() -> list[tuple[str, str, str | None]]:
        query = select(Feedback.slug, Feedback.verdict, Feedback.reason).order_by(Feedback.id)
        with Database(settings.database).reading() as session:
            return [tuple(row) for row in session.execute(query)]  # type: ignore[misc]

    return read


def labels(body: Any) -> list[str]:
    """Return the labels of all buttons of a response."""
    return [row["label"] for reply in body["replies"] for row in reply["buttons"]]


@pytest.mark.parametrize("rasa_is_up", [True, False])
class TestTapping:
    """The same with and without rasa."""

    @pytest.fixture(autouse=True)
    def up_or_down(self, rasa: FakeRasa, rasa_is_up: bool) -> None:
        """Stop rasa if it is to be down."""
        if not rasa_is_up:
            rasa.stop()

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_one_tap_is_noted(self, talk: Talk, kept: Any, verdict: str, rasa_is_up: bool) -> None:
        body = talk.say("bikes again")
        assert set(labels(body)) >= {WORDS.helped, WORDS.partly, WORDS.did_not_help}
        answer = talk.press(getattr(WORDS, verdict))
        assert kept() == [("bikes", verdict, None)]
        assert answer["replies"][0]["text"] == getattr(WORDS, f"thanks_{verdict}")

    def test_then_the_hub_is_offered_and_a_reason_may_be_given(
        self, talk: Talk, kept: Any, rasa_is_up: bool
    ) -> None:
        talk.say("bikes again")
        assert [row["kind"] for row in talk.press(WORDS.partly)["replies"]] == [
            "offer_ticket",
            "feedback",
        ]
        body = talk.press(WORDS.reasons.outdated)
        assert kept() == [("bikes", "partly", "outdated")]
        assert body["replies"][0]["text"] == WORDS.thanks_reason
        assert WORDS.reasons.wrong not in labels(body)

    def test_a_second_tap_is_noted_already(self, talk: Talk, kept: Any, rasa_is_up: bool) -> None:
        talk.say("bikes again")
        talk.press(WORDS.helped)
        assert talk.press(WORDS.helped)["replies"][0]["text"] == WORDS.already
        assert kept() == [("bikes", "helped", None)]

    def test_another_verdict_takes_its_place(self, talk: Talk, kept: Any, rasa_is_up: bool) -> None:
        """A reason given for the first does not stay with the second."""
        talk.say("bikes again")
        talk.press(WORDS.did_not_help)
        talk.press(WORDS.reasons.wrong)
        talk.press(WORDS.helped)
        assert kept() == [("bikes", "helped", None)]

    def test_a_tap_is_about_its_own_article(self, talk: Talk, kept: Any, rasa_is_up: bool) -> None:
        """Whatever was shown since."""
        talk.say("bikes again")
        earlier = dict(talk.buttons)
        talk.say("sheds again")
        talk.say("", payload=earlier[WORDS.did_not_help])
        assert kept() == [("bikes", "did_not_help", None)]

    def test_asked_once(self, talk: Talk, kept: Any, rasa_is_up: bool) -> None:
        """An article that is shown again asks nothing; another one does."""
        talk.say("bikes again")
        body = talk.say("bikes again")
        assert WORDS.helped not in labels(body)
        assert body["replies"][-1]["asks_feedback"] is False
        assert WORDS.helped in labels(talk.say("sheds again"))


class TestNothingToRate:
    """Before anything was given."""

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_nothing_is_noted_and_none_claimed(
        self, talk: Talk, rasa: FakeRasa, kept: Any, verdict: str
    ) -> None:
        said = {"kind": "verdict", "verdict": verdict, "noted": "nothing"}
        rasa.script = lambda body: [{"custom": said}]
        body = talk.say("that was no good")
        wanted = WORDS.glad if verdict == "helped" else WORDS.nothing_to_rate
        assert (body["replies"][0]["text"], kept()) == (wanted, [])


class TestKept:
    """With the verdict, the article as it was."""

    def test_version_and_hash(self, talk: Talk, settings: Settings) -> None:
        talk.say("bikes again")
        talk.press(WORDS.helped)
        with Database(settings.database).reading() as session:
            [row] = session.scalars(select(Feedback))
            stored = articles.get(session, "bikes")
            assert (row.article_version, len(row.content_hash or "")) == (stored.version, 64)
