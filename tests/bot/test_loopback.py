"""Rasa's one channel, with the real rasa: who is let in, what is forgotten, how long is long."""

import json
import urllib.error
import urllib.request

import pytest

from tests.actions.fake_api import FakeApi, search_answer
from tests.bot.conftest import RASA_TOKEN, Officer
from tests.bot.test_dialogue import QUESTION, TRIED, WHERE, details, steps

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
CHANNEL = "/webhooks/loopback"


def call(address: str, method: str, path: str, token: str | None, body: object = None) -> int:
    """Return the status of one request."""
    headers = {"Content-Type": "application/json"}
    headers |= {} if token is None else {"Authorization": f"Bearer {token}"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


class TestWhoIsLetIn:
    """Nobody without the token, on any route."""

    @pytest.mark.parametrize("token", [None, "", "another token"])
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", f"{CHANNEL}/webhook"),
            ("DELETE", f"{CHANNEL}/trackers/somebody"),
            ("DELETE", f"{CHANNEL}/trackers?unused_since=1"),
        ],
    )
    def test_refused(
        self, servers: tuple[str, FakeApi], method: str, path: str, token: str | None
    ) -> None:
        """401, whatever is asked for."""
        body = {"sender": "somebody", "message": "hello"} if method == "POST" else None
        assert call(servers[0], method, path, token, body) == 401

    @pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/conversations/x/tracker"])
    def test_nothing_else_is_there(self, servers: tuple[str, FakeApi], path: str) -> None:
        """Neither Rasa's own channel nor its HTTP API."""
        body = {"sender": "x", "message": "hello"} if path.endswith("webhook") else None
        method = "POST" if body else "GET"
        assert call(servers[0], method, path, RASA_TOKEN, body) == 404

    @pytest.mark.parametrize("body", [{}, [], {"sender": ""}, {"sender": 7}])
    def test_message_of_nobody_is_refused(self, servers: tuple[str, FakeApi], body: object) -> None:
        """Rasa would keep it under a name that everybody shares."""
        assert call(servers[0], "POST", f"{CHANNEL}/webhook", RASA_TOKEN, body) == 400

    @pytest.mark.parametrize("query", ["", "?unused_since=yesterday"])
    def test_age_must_be_said(self, servers: tuple[str, FakeApi], query: str) -> None:
        """Nothing is deleted by a request that forgot to say what."""
        path = f"{CHANNEL}/trackers{query}"
        assert call(servers[0], "DELETE", path, RASA_TOKEN) == 400


class TestForgetting:
    """A DELETE of one sender."""

    def test_open_form_and_slots_are_gone(
        self, servers: tuple[str, FakeApi], officer: Officer, api: FakeApi
    ) -> None:
        """Whoever comes after it under another name begins at the beginning; twice is no fault."""
        officer.says(QUESTION)
        assert steps(officer.says("/ask_the_hub"), api) == ["tried"]
        path = f"{CHANNEL}/trackers/{officer.sender}"
        assert call(servers[0], "DELETE", path, RASA_TOKEN) == 204
        assert call(servers[0], "DELETE", path, RASA_TOKEN) == 204
        del api.worksheets
        assert steps(officer.says("/ask_the_hub"), api) == ["question"]
        assert steps(officer.says("/ask_the_hub"), api) == [
            "question"
        ]  # a late message is not kept


class TestLongForm:
    """A form that is interrupted for longer than Rasa remembers turns."""

    def test_goes_on_where_it_was(self, officer: Officer, api: FakeApi) -> None:
        """Ten questions in between, answered, and the ticket has every word."""
        officer.says(QUESTION)
        officer.says("/ask_the_hub")
        assert steps(officer.says(TRIED), api) == ["where"]
        api.found = search_answer("answered", 1, ("shop-theft",))
        for number in range(10):
            asked = f"do dispersal powers work for this sort of thing, part {number}?"
            assert steps(officer.says(asked), api) == ["search_result", "where"]
            assert steps(officer.says("thanks"), api) == ["text", "where"]
        assert steps(officer.says(WHERE), api) == ["contact"]
        assert steps(officer.says("by phone"), api) == ["ticket"]
        (ticket,) = api.worksheets.tickets
        assert ticket["question"] == QUESTION
        assert details(ticket) == {"tried": TRIED, "where": WHERE, "contact": "phone"}
