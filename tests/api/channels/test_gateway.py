"""The chat gateway against a scripted rasa over real HTTP."""

import threading

import pytest

from tests.api.channels.talking import CHAT, history, say


class TestOrderOfATurn:
    """A message is guarded, redacted, stored, sent to rasa, and its replies stored."""

    def test_what_rasa_says_is_shown_and_restored(self, client, officer, rasa):
        """The reply in the response and the one on a reload are the same."""
        rasa.script = lambda body: [
            {"text": "Hello.", "buttons": [{"title": "What can you do?", "payload": "/help"}]}
        ]
        body = say(client, officer, "hi there")
        assert body["outcome"] == "dialogue"
        assert body["replies"][0]["text"] == "Hello."
        shown = history(client, officer, body["conversation_id"])
        assert [item["author"] for item in shown] == ["officer", "assistant"]
        assert shown[1]["replies"] == body["replies"]

    def test_personal_data_reaches_neither_rasa_nor_the_store(self, client, officer, rasa):
        """A phone number is taken out before anything else sees it, and the officer is told."""
        body = say(client, officer, "ring him on 07700 900123 about the bikes")
        assert "900123" not in str(rasa.received)
        assert "900123" not in str(history(client, officer, body["conversation_id"]))
        assert body["redacted"] == ["phone"]
        assert body["replies"][0]["code"] == "redacted"

    def test_urgent_is_answered_without_rasa(self, client, officer, rasa):
        """Life at risk now: rasa is not asked, the reply names 999, there is no ticket."""
        body = say(client, officer, "he's got a knife and he is attacking her right now")
        assert body["outcome"] == "urgent"
        assert rasa.received == []
        assert "999" in str(body["replies"])
        assert body["ticket"] is None

    def test_urgent_is_answered_even_under_a_strangers_conversation(
        self, client, officer, officer_b, rasa
    ):
        """A wrong id must not stand between an officer and help; nothing is added to it."""
        other = say(client, officer_b, "hello")["conversation_id"]
        body = say(client, officer, "he is stabbing her right now", conversation_id=other)
        assert body["outcome"] == "urgent"
        assert body["conversation_id"] != other

    def test_the_sender_is_unguessable_and_stays(self, client, officer, rasa):
        """Rasa knows a conversation by a secret name, not by its id or its officer's."""
        first = say(client, officer, "hello")["conversation_id"]
        say(client, officer, "hello again", conversation_id=first)
        senders = {body["sender"] for body in rasa.received}
        assert len(senders) == 1
        assert first not in senders
        assert len(senders.pop()) >= 32


class TestSlash:
    """Only api writes intents: a typed slash is text."""

    def test_restart_is_no_command(self, client, officer, rasa):
        """`/restart` arrives as a question whose text travels beside it."""
        say(client, officer, "/restart")
        assert rasa.received[0]["message"] == "/ask_guidance"
        assert rasa.received[0]["metadata"]["text"] == "/restart"

    def test_a_click_has_no_text_beside_it(self, client, officer, rasa):
        """That is how an action tells a click from a typed slash."""
        rasa.script = lambda body: [
            {"text": "Shall I?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
        ]
        body = say(client, officer, "hello")
        payload = body["replies"][0]["buttons"][0]["payload"]
        say(client, officer, "x", payload=payload, conversation_id=body["conversation_id"])
        assert rasa.received[1]["metadata"]["text"] == ""


class TestButtons:
    """A button's payload is an id issued in this conversation; it means what we stored."""

    def offer(self, client, officer, rasa):
        """Return a body with one button."""
        rasa.script = lambda body: [
            {"text": "Shall I?", "buttons": [{"title": "Yes please", "payload": "/affirm"}]}
        ]
        return say(client, officer, "hello")

    def test_a_click_sends_the_stored_intent(self, client, officer, rasa):
        """The client never sees or sends an intent."""
        body = self.offer(client, officer, rasa)
        button = body["replies"][0]["buttons"][0]
        assert "affirm" not in str(button)
        say(client, officer, "", payload=button["payload"], conversation_id=body["conversation_id"])
        assert rasa.received[1]["message"] == "/affirm"
        shown = history(client, officer, body["conversation_id"])
        assert shown[2]["text"] == "Yes please"

    @pytest.mark.parametrize("payload", ["nonsense", "/affirm", "<b>", "' OR 1=1 --"])
    def test_an_unknown_payload_is_404(self, client, officer, rasa, payload):
        """Ids that were not issued here do nothing."""
        body = self.offer(client, officer, rasa)
        response = client.post(
            CHAT,
            json={"payload": payload, "conversation_id": body["conversation_id"]},
            headers=officer,
        )
        assert response.status_code == 404
        assert response.json()["code"] == "unknown_payload"
        assert len(rasa.received) == 1

    def test_another_conversations_button_is_404(self, client, officer, officer_b, rasa):
        """A button works in its own conversation only."""
        payload = self.offer(client, officer, rasa)["replies"][0]["buttons"][0]["payload"]
        mine = say(client, officer_b, "hello")["conversation_id"]
        response = client.post(
            CHAT, json={"payload": payload, "conversation_id": mine}, headers=officer_b
        )
        assert response.status_code == 404

    def test_a_malformed_rasa_button_costs_no_turn(self, client, officer, rasa):
        """A button that is no intent message makes rasa's reply unusable, and that is said."""
        rasa.script = lambda body: [
            {"text": "x", "buttons": [{"title": "go", "payload": "https://elsewhere.example"}]}
        ]
        assert say(client, officer, "hello")["outcome"] == "degraded"


class TestIdempotency:
    """One Idempotency-Key, one turn."""

    def test_the_same_message_is_answered_once(self, client, officer, rasa):
        """A retry gets the first reply; rasa is asked once."""
        headers = officer | {"Idempotency-Key": "k1"}
        first, second = (say(client, headers, "hello") for _ in range(2))
        assert first == second
        assert len(rasa.received) == 1

    def test_another_message_under_the_key_is_422(self, client, officer, rasa):
        """A key is one message's."""
        headers = officer | {"Idempotency-Key": "k1"}
        say(client, headers, "hello")
        response = client.post(CHAT, json={"text": "something else"}, headers=headers)
        assert response.status_code == 422
        assert response.json()["code"] == "key_reused"

    def test_a_running_one_is_409(self, client, officer, rasa):
        """While the first still runs the second is told to wait."""
        entered, leave = threading.Event(), threading.Event()

        def script(body):
            entered.set()
            leave.wait(5)
            return [{"text": "done"}]

        rasa.script = script
        headers = officer | {"Idempotency-Key": "k1"}
        results = []
        thread = threading.Thread(target=lambda: results.append(say(client, headers, "hello")))
        thread.start()
        assert entered.wait(5)
        response = client.post(CHAT, json={"text": "hello"}, headers=headers)
        leave.set()
        thread.join()
        assert response.status_code == 409
        assert results[0]["replies"][0]["text"] == "done" or results[0]["outcome"] == "degraded"


class TestLimits:
    """Per officer, with the seconds to wait."""

    def test_too_many_is_429_with_retry_after(self, limited_client, officer, officer_b, rasa):
        """The limit is one officer's own."""
        statuses = [
            limited_client.post(CHAT, json={"text": "hi"}, headers=officer).status_code
            for _ in range(4)
        ]
        assert statuses == [200, 200, 200, 429]
        refused = limited_client.post(CHAT, json={"text": "hi"}, headers=officer)
        assert int(refused.headers["Retry-After"]) >= 1
        assert limited_client.post(CHAT, json={"text": "hi"}, headers=officer_b).status_code == 200
