"""The buttons under the Hub's answer: they confirm, reopen and say whether it worked."""

from datetime import timedelta

import pytest

from api.db import clock, utc_now
from api.tickets import outcomes
from api.timetable import Job, run_once
from tests.api.channels.talking import CHAT
from tests.api.channels.test_delivery import ask, hub_messages, wait_for

TICKETS = "/v1/tickets"


@pytest.fixture
def came_back(client, officer, curator, rasa):
    """A conversation into which the Hub's answer has come, and its reference."""
    conversation_id, ref = ask(client, officer)
    client.post(f"{TICKETS}/{ref}/answer", json={"answer": "Light it"}, headers=curator)
    wait_for(lambda: hub_messages(client, officer, conversation_id))
    return conversation_id, ref


def buttons(client, officer, conversation_id):
    """Return the newest Hub message's buttons by their label."""
    reply = hub_messages(client, officer, conversation_id)[-1]["replies"][0]
    return {button["label"]: button["payload"] for button in reply["buttons"]}


def tap(client, officer, conversation_id, payload):
    """Tap a button and return its reply."""
    body = {"conversation_id": conversation_id, "payload": payload}
    response = client.post(CHAT, json=body, headers=officer)
    assert response.status_code == 200, response.text
    return response.json()["replies"][0]


def state(client, officer, ref):
    """Return where the ticket stands."""
    return client.get(f"{TICKETS}/{ref}", headers=officer).json()


class TestSettling:
    """Tapped under the answer; nothing of it goes to the dialogue."""

    def test_that_settled_it(self, client, officer, rasa, came_back):
        """Twice is once."""
        conversation_id, ref = came_back
        before = len(rasa.received)
        for _ in range(2):
            payload = buttons(client, officer, conversation_id)["That settled it"]
            assert "is closed" in tap(client, officer, conversation_id, payload)["text"]
        assert state(client, officer, ref)["settled_at"]
        assert len(rasa.received) == before

    def test_not_what_i_needed(self, client, officer, came_back):
        """It asks why; the reason reopens it and the Hub reads it."""
        conversation_id, ref = came_back
        payload = buttons(client, officer, conversation_id)["Not what I needed"]
        asked = tap(client, officer, conversation_id, payload)
        assert state(client, officer, ref)["state"] == "answered"
        why = asked["buttons"][0]
        assert "open again" in tap(client, officer, conversation_id, why["payload"])["text"]
        shown = state(client, officer, ref)
        assert (shown["state"], shown["reopen_reason"]) == ("reopened", why["label"])

    def test_too_late_is_said_in_words(self, client, officer, came_back):
        """It was reopened meanwhile: there is nothing to confirm."""
        conversation_id, ref = came_back
        payload = buttons(client, officer, conversation_id)["That settled it"]
        client.post(f"{TICKETS}/{ref}/reopen", headers=officer)
        assert "cannot be moved" in tap(client, officer, conversation_id, payload)["text"]


class TestOutcomeQuestion:
    """On the day, in the conversation."""

    def test_asked_once_and_answered_by_a_tap(self, client, app, officer, curator, came_back):
        """The Hub reads what was said."""
        conversation_id, ref = came_back
        day = (utc_now().date() + timedelta(days=7)).isoformat()
        client.put(f"{TICKETS}/{ref}/outcome/date", json={"ask_on": day}, headers=curator)
        job = Job("did_it_work", 900, outcomes.ask_due)
        clock.ahead = timedelta(days=8)
        try:
            assert [run_once(app.state.database, job) for _ in range(2)] == [1, 0]
            wait_for(lambda: len(hub_messages(client, officer, conversation_id)) == 2)
        finally:
            clock.ahead = timedelta()
        payload = buttons(client, officer, conversation_id)["It worked in part"]
        assert "Thank you" in tap(client, officer, conversation_id, payload)["text"]
        url = f"{TICKETS}/{ref}/outcome"
        assert client.get(url, headers=curator).json()["verdict"] == "partly"
