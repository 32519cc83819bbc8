"""The Hub's answer comes back into the asker's own conversation, once, or says why not."""

import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from api.outbox.couriers import MAX_ATTEMPTS
from api.outbox.models import OutboxEntry
from api.tickets.models import Ticket

CHAT = "/v1/chat/messages"


QUESTION = "Which lighting keeps mopeds out of the underpass?"


def ask(client, officer, question="Why?"):
    """Open a conversation with a ticket in it; return (conversation_id, ref)."""
    conversation_id = client.post(CHAT, json={"text": "hello"}, headers=officer).json()[
        "conversation_id"
    ]
    body = {"question": question, "conversation_id": conversation_id}
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

        courier = relay._couriers["ticket_answer"]
        relay._couriers = {"ticket_answer": replace(courier, deliver=broken)}
        for _ in range(MAX_ATTEMPTS):
            with app.state.database.writing() as session:
                session.execute(update(OutboxEntry).values(next_at=OutboxEntry.created_at))
            assert relay.deliver_next()
        with app.state.database.reading() as session:
            assert session.scalar(select(OutboxEntry.state)) == "dead"
            ticket = session.get_one(Ticket, ref)
            assert (ticket.delivery, ticket.delivery_error) == ("failed", "ConnectionError")


class TestMeToo:
    """One answer goes to everybody who waits for it."""

    def joined(self, client, officer, officer_b):
        """Return (conversation of the one who joined, ref)."""
        _, ref = ask(client, officer, QUESTION)
        conversation_id = client.post(CHAT, json={"text": "hello"}, headers=officer_b).json()[
            "conversation_id"
        ]
        body = {"question": QUESTION, "conversation_id": conversation_id}
        response = client.post(f"/v1/tickets/{ref}/join", json=body, headers=officer_b)
        assert response.status_code == 200, response.text
        return conversation_id, ref

    def test_the_answer_reaches_who_joined(self, client, officer, officer_b, curator, rasa):
        """In their own conversation, once, and it counts as unread until they see it."""
        conversation_id, ref = self.joined(client, officer, officer_b)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        [found] = wait_for(lambda: hub_messages(client, officer_b, conversation_id))
        assert "Light it" in found["replies"][0]["answer_html"]
        assert client.get("/portal/status", headers=officer_b).json()["unread"] == 1
        client.get(f"/portal/messages?conversation_id={conversation_id}", headers=officer_b)
        assert client.get("/portal/status", headers=officer_b).json()["unread"] == 0

    def test_joining_twice_is_joining_once(self, client, officer, officer_b, curator, rasa):
        """A second click changes nothing; the Hub sees how many wait."""
        _, ref = self.joined(client, officer, officer_b)
        client.post(f"/v1/tickets/{ref}/join", json={"question": QUESTION}, headers=officer_b)
        assert client.get(f"/v1/tickets/{ref}", headers=curator).json()["waiting"] == 1

    def test_nothing_of_the_asker_is_shown(self, client, officer, officer_b, rasa):
        """Who joined sees the question: no name, no details, no conversation."""
        _, ref = self.joined(client, officer, officer_b)
        shown = client.get(f"/v1/tickets/{ref}", headers=officer_b).json()
        assert shown["question"] == QUESTION
        assert shown["asker_name"] == ""
        assert shown["conversation_id"] is None
        assert shown["moves"] == []
        listed = client.get("/v1/tickets", headers=officer_b).json()["items"]
        assert [row["ref"] for row in listed] == [ref]

    def test_only_who_asks_the_same_may_join(self, client, officer, officer_b, rasa):
        """A guessed reference shows nobody what another officer asked."""
        _, ref = ask(client, officer, QUESTION)
        body = {"question": "How do I prevent shoplifting from the petrol station?"}
        assert (
            client.post(f"/v1/tickets/{ref}/join", json=body, headers=officer_b).status_code == 404
        )
        assert client.get(f"/v1/tickets/{ref}", headers=officer_b).status_code == 404

    def test_what_asks_the_same_is_found(self, client, officer, officer_b, rasa):
        """By another officer, by its question alone; not by the asker."""
        _, ref = ask(client, officer, QUESTION)
        found = client.post("/v1/tickets/alike", json={"question": QUESTION}, headers=officer_b)
        assert found.json()["alike"]["ref"] == ref
        assert set(found.json()["alike"]) == {"ref", "question", "created_at"}
        for headers, asked in ((officer, QUESTION), (officer_b, "Shoplifting from farms")):
            body = {"question": asked}
            other = client.post("/v1/tickets/alike", json=body, headers=headers)
            assert other.json() == {"alike": None}

    def test_with_search_down_nobody_is_kept_from_asking(
        self, client, officer, officer_b, searcher, rasa
    ):
        """There is then nothing alike."""
        ask(client, officer, QUESTION)
        searcher.ready = False
        found = client.post("/v1/tickets/alike", json={"question": QUESTION}, headers=officer_b)
        assert found.json() == {"alike": None}

    def test_a_strangers_conversation_is_refused(self, client, officer, officer_b, rasa):
        """The answer may only go into one's own conversation."""
        conversation_id, ref = ask(client, officer, QUESTION)
        body = {"question": QUESTION, "conversation_id": conversation_id}
        response = client.post(f"/v1/tickets/{ref}/join", json=body, headers=officer_b)
        assert response.status_code == 404

    def test_leaving_ends_it(self, client, officer, officer_b, rasa):
        """The ticket is then no more theirs to see; a second time there is nothing to leave."""
        _, ref = self.joined(client, officer, officer_b)
        assert client.delete(f"/v1/tickets/{ref}/join", headers=officer_b).status_code == 204
        assert client.get(f"/v1/tickets/{ref}", headers=officer_b).status_code == 404
        assert client.delete(f"/v1/tickets/{ref}/join", headers=officer_b).status_code == 404

    def test_a_withdrawn_request_is_still_owed_to_who_joined(
        self, client, officer, officer_b, curator, rasa
    ):
        """It passes to the first of them, without what the asker said about themselves."""
        conversation_id, ref = self.joined(client, officer, officer_b)
        withdrawn = client.post(f"/v1/tickets/{ref}/withdraw", headers=officer)
        assert withdrawn.json()["state"] == "withdrawn"
        assert client.get(f"/v1/tickets/{ref}", headers=officer).status_code == 404
        mine = client.get(f"/v1/tickets/{ref}", headers=officer_b).json()
        assert (mine["state"], mine["joined"]) == ("new", False)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        wait_for(lambda: hub_messages(client, officer_b, conversation_id))

    def test_an_answered_ticket_cannot_be_joined(self, client, officer, officer_b, curator, rasa):
        """There is nothing to wait for."""
        _, ref = ask(client, officer, QUESTION)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "Light it"}, headers=curator)
        response = client.post(
            f"/v1/tickets/{ref}/join", json={"question": QUESTION}, headers=officer_b
        )
        assert response.status_code == 404


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
