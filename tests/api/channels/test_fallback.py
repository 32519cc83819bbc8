"""The chat while the scripted rasa is dead, slow, silent or talking nonsense."""

import time

import pytest

from tests.api.channels.talking import history, press, say


class TestWithoutRasa:
    """Rasa dead, slow, silent or talking nonsense: an honest answer every time."""

    def test_search_stands_in(self, client, officer, rasa, known_question):
        """The officer gets the article, and is told that a part is down."""
        rasa.stop()
        body = say(client, officer, known_question)
        assert body["outcome"] == "degraded"
        kinds = [reply["kind"] for reply in body["replies"]]
        assert kinds[0] == "notice"
        assert "answer" in kinds

    def test_an_empty_reply_is_never_passed_on(self, client, officer, rasa):
        """A dead action makes rasa silent; the officer hears something."""
        rasa.script = lambda body: []
        body = say(client, officer, "something nobody wrote about")
        assert body["outcome"] == "degraded"
        assert body["replies"]

    @pytest.mark.parametrize("status", [404, 500, 503])
    def test_an_error_status_is_degraded(self, client, officer, rasa, status):
        """Whatever rasa's status, the turn is answered."""
        rasa.status = status
        assert say(client, officer, "hello")["outcome"] == "degraded"

    def test_a_slow_rasa_is_given_up(self, client, officer, rasa):
        """After the time-out the turn is closed by us."""
        rasa.script = lambda body: time.sleep(3) or [{"text": "too late"}]
        started = time.monotonic()
        body = say(client, officer, "hello")
        assert time.monotonic() - started < 2.5
        assert body["outcome"] == "degraded"
        assert "too late" not in str(body)

    def test_a_nonsense_directive_is_an_error_that_is_told(self, client, officer, rasa):
        """An unknown directive is never shown, and never silence."""
        rasa.script = lambda body: [{"custom": {"kind": "launch_missiles"}}]
        body = say(client, officer, "hello")
        assert body["outcome"] == "error"
        assert "missiles" not in str(body)

    def test_a_request_is_written_and_sent(self, client, officer, rasa):
        """From the offer to the ticket; what was written stands on the page too."""
        rasa.status = 500
        body = say(client, officer, "zebra crossing quarrels at the school")
        body = press(client, officer, body, "Ask the Hub")
        assert body["replies"][-1]["step"] == "tried"
        assert "zebra crossing quarrels" in body["replies"][-1]["text"]
        conversation_id = body["conversation_id"]
        body = say(client, officer, "leaflets and patrols", conversation_id=conversation_id)
        assert body["outcome"] == "degraded"
        page = client.get(body["replies"][0]["links"][0]["url"], headers=officer)
        assert "leaflets and patrols" in page.text
        assert "zebra crossing quarrels" in page.text
        body = press(client, officer, body, "Skip")
        body = press(client, officer, body, "Phone")
        ticket = client.get(f"/v1/tickets/{body['ticket']['ref']}", headers=officer).json()
        assert ticket["question"] == "zebra crossing quarrels at the school"
        assert ticket["details"]["tried"] == "leaflets and patrols"

    def test_a_step_too_long_is_still_answered(self, client, officer, rasa):
        """The whole text stands in the conversation, and the step is asked again."""
        rasa.status = 500
        body = press(client, officer, say(client, officer, "geese"), "Ask the Hub")
        for _ in range(2):
            body = press(client, officer, body, "Skip")
        conversation_id = body["conversation_id"]
        long = "ring the front desk and ask for the late turn sergeant " * 10
        body = say(client, officer, long, conversation_id=conversation_id)
        assert body["outcome"] == "degraded"
        assert body["replies"][-1]["step"] == "contact"
        assert long.strip() in [m["text"] for m in history(client, officer, conversation_id)]
