"""The Hub's answer comes back into the asker's own conversation, once, or says why not."""

import json
import time

import pytest
from sqlalchemy import select, update

from api.outbox.models import OutboxEntry
from api.outbox.service import MAX_ATTEMPTS
from api.tickets.models import Ticket

CHAT = "/v1/chat/messages"


def ask(client, officer):
    """Open a conversation with a ticket in it; return (conversation_id, ref)."""
    conversation_id = client.post(CHAT, json={"text": "hello"}, headers=officer).json()[
        "conversation_id"
    ]
    body = {"question": "Why?", "conversation_id": conversation_id}
    return conversation_id, client.post("/v1/tickets", json=body, headers=officer).json()["ref"]


def wait_for(check, timeout_s=5.0):
    """Return the first truthy result of `check`, or fail."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if result := check():
            return result
        time.sleep(0.02)
    pytest.fail("it did not happen in time")


def hub_messages(client, officer, conversation_id):
    """Return the Hub's messages in a conversation."""
    url = f"/v1/chat/conversations/{conversation_id}/messages"
    items = client.get(url, headers=officer).json()["items"]
    return [item for item in items if item["author"] == "hub"]


class TestDelivery:
    """From the curator's answer to the officer's conversation."""

    def test_the_answer_arrives_once_and_the_ticket_says_so(self, client, officer, curator, rasa):
        """Even when it is closed at once."""
        conversation_id, ref = ask(client, officer)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        client.post(f"/v1/tickets/{ref}/close", headers=curator)
        found = wait_for(lambda: hub_messages(client, officer, conversation_id))
        assert len(found) == 1
        assert "Light it" in found[0]["replies"][0]["answer_html"]
        ticket = client.get(f"/v1/tickets/{ref}", headers=curator).json()
        assert ticket["delivery"] == "delivered"

    def test_a_second_answer_arrives_too(self, client, officer, curator, rasa):
        """Reopened and answered anew: both answers stand in the conversation, in order."""
        conversation_id, ref = ask(client, officer)
        url = f"/v1/tickets/{ref}"
        client.post(f"{url}/answer", json={"answer": "first"}, headers=curator)
        wait_for(lambda: hub_messages(client, officer, conversation_id))
        client.post(f"{url}/reopen", json={}, headers=officer)
        client.post(f"{url}/answer", json={"answer": "second"}, headers=curator)
        wait_for(lambda: len(hub_messages(client, officer, conversation_id)) == 2)

    def test_reading_it_in_the_conversation_counts_as_read(self, client, officer, curator, rasa):
        """The count at "My requests" goes down once the page has shown the answer."""
        conversation_id, ref = ask(client, officer)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        wait_for(lambda: hub_messages(client, officer, conversation_id))
        assert client.get("/portal/status", headers=officer).json()["unread"] == 1
        url = f"/portal/messages?conversation_id={conversation_id}"
        assert "Light it" in client.get(url, headers=officer).text
        assert client.get("/portal/status", headers=officer).json()["unread"] == 0

    def test_what_cannot_be_delivered_is_on_the_ticket(self, client, app, officer, curator, rasa):
        """After the last attempt a person sees that it failed, and why."""
        _, ref = ask(client, officer)
        app.state.relay.stop()
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        relay = app.state.relay

        def broken(session, payload):
            raise ConnectionError("the channel is gone")

        relay._deliver = {"ticket_answer": broken}
        for _ in range(MAX_ATTEMPTS):
            with app.state.database.writing() as session:
                session.execute(update(OutboxEntry).values(next_at=OutboxEntry.created_at))
            assert relay.deliver_next()
        with app.state.database.reading() as session:
            assert session.scalar(select(OutboxEntry.state)) == "dead"
            ticket = session.get_one(Ticket, ref)
            assert (ticket.delivery, ticket.delivery_error) == ("failed", "ConnectionError")


class TestEvents:
    """GET …/events over a real server."""

    def test_the_answer_is_pushed_and_a_reconnect_gets_what_was_missed(
        self, live_server, officer, curator, rasa
    ):
        """An open page hears at once; one that comes back with Last-Event-ID misses nothing."""
        client = live_server
        conversation_id, ref = ask(client, officer)
        url = f"/v1/chat/conversations/{conversation_id}/events"
        with client.stream("GET", url, headers=officer, timeout=10) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Lit"}, headers=curator)
            event = next_event(stream.iter_lines())
        assert "Lit" in json.loads(event["data"])["replies"][0]["answer_html"]
        missed = officer | {"Last-Event-ID": str(int(event["id"]) - 1)}
        with client.stream("GET", url, headers=missed, timeout=10) as stream:
            assert next_event(stream.iter_lines())["id"] == event["id"]


def next_event(lines):
    """Return the fields of the next event that has data."""
    fields = {}
    for line in lines:
        if not line and "data" in fields:
            return fields
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
    pytest.fail("the stream ended")
