"""A conversation whose search and rasa follow a script."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.articles import service as articles
from api.db import Database
from api.settings import Settings
from knowledge import Outcome
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.context.talk import BIKES, SHEDS, VANS, ScriptedSearch, Talk


@pytest.fixture
def searcher() -> ScriptedSearch:
    """Search that a test writes the script of."""
    return ScriptedSearch()


@pytest.fixture
def talk(
    client: TestClient,
    officer: dict[str, str],
    rasa: FakeRasa,
    service_token: str,
    settings: Settings,
    searcher: ScriptedSearch,
) -> Talk:
    """A conversation about bikes, sheds and vans."""
    with Database(settings.database).writing() as session:
        articles.seed(session, [BIKES, SHEDS, VANS])
    searcher.sync([BIKES, SHEDS, VANS])
    searcher.rules = [
        ("bikes", Outcome.answered, ("bikes",)),
        ("shed", Outcome.answered, ("sheds",)),
        ("locks", Outcome.choices, ("sheds", "vans")),
    ]
    talk = Talk(client, officer, settings)

    def script(body: dict[str, Any]) -> list[dict[str, Any]]:
        turn = {"X-Turn-Id": body["metadata"]["turn_id"]}
        headers = {"Authorization": f"Bearer {service_token}"} | turn
        asked = {"question": body["message"], "meant": talk.meant}
        if body["metadata"]["text"]:
            asked["question"] = body["metadata"]["text"]
        if body["message"].startswith("/ask_guidance{"):
            asked = {"question": "x", "typed_in": body["message"].split('"')[3]}
        client.post("/v1/search", json=asked, headers=headers)
        return [{"custom": {"kind": "search_result"}}]

    rasa.script = script
    return talk
