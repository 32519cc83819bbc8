"""What the chat refuses, against a scripted rasa over real HTTP."""

import pytest

from tests.api.channels.talking import CHAT, history, say


class TestRefusals:
    """Bad input gets a clear 4xx problem, never a 500, and nothing is stored."""

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"text": ""},
            {"text": " \n\t "},
            {"text": "x" * 2001},
            {"text": "a\x00b"},
            {"text": 7},
            {"text": "hi", "payload": {"intent": "affirm"}},
            {"text": "hi", "unknown": 1},
            {"text": "hi", "conversation_id": "x" * 100},
        ],
    )
    def test_invalid_is_422_and_names_the_field(self, client, officer, rasa, body):
        """The problem names what is wrong."""
        response = client.post(CHAT, json=body, headers=officer)
        assert response.status_code == 422
        assert response.headers["content-type"].startswith("application/problem+json")
        assert response.json()["errors"]
        assert rasa.received == []

    def test_too_long_once_redacted_is_422(self, client, officer, rasa):
        """What stands for personal data is longer than it: refused before anything is stored."""
        text = "07700 900123 " * 150
        response = client.post(CHAT, json={"text": text}, headers=officer)
        assert len(text.strip()) < 2000
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "text"

    @pytest.mark.parametrize("after", [2**63, 10**30, -1])
    def test_an_impossible_message_id_is_422(self, client, officer, rasa, after):
        """Ids beyond what the database holds are refused, not sent to it."""
        mine = say(client, officer, "hello")["conversation_id"]
        url = f"/v1/chat/conversations/{mine}"
        header = officer | {"Last-Event-ID": str(after)}
        assert client.get(f"{url}/messages?after={after}", headers=officer).status_code == 422
        assert client.get(f"{url}/events", headers=header).status_code == 422

    def test_not_json_is_422(self, client, officer):
        """A broken body is a problem too."""
        response = client.post(CHAT, content=b"\xff{", headers=officer)
        assert response.status_code in (400, 422)

    def test_another_officers_conversation_is_404(self, client, officer, officer_b, rasa):
        """It cannot be read, written or listened to."""
        theirs = say(client, officer_b, "hello")["conversation_id"]
        post = client.post(CHAT, json={"text": "hi", "conversation_id": theirs}, headers=officer)
        read = client.get(f"/v1/chat/conversations/{theirs}/messages", headers=officer)
        events = client.get(f"/v1/chat/conversations/{theirs}/events", headers=officer)
        assert [post.status_code, read.status_code, events.status_code] == [404, 404, 404]

    @pytest.mark.parametrize("text", ["😀", "<script>alert(1)</script>", "x" * 2000, "‮", "\u200b."])
    def test_odd_text_is_taken_as_text(self, client, officer, rasa, text):
        """Emoji, markup and long text come back just as they were typed."""
        body = say(client, officer, text)
        shown = history(client, officer, body["conversation_id"])
        assert shown[0]["text"] == text

    def test_anonymous_is_401_and_actions_403(self, client, service_token):
        """Chat is for officers."""
        assert client.post(CHAT, json={"text": "hi"}).status_code == 401
        bearer = {"Authorization": f"Bearer {service_token}"}
        assert client.post(CHAT, json={"text": "hi"}, headers=bearer).status_code == 404
