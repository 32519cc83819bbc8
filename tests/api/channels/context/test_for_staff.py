"""How a message was taken is shown to the Hub."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.wording import wording
from tests.api.channels.context.talk import ASKED, Talk


class TestForStaff:
    """The console's ticket page shows what was used; the officer's page does not."""

    def test_beside_the_conversation(
        self, talk: Talk, client: TestClient, app: FastAPI, curator: dict[str, str]
    ) -> None:
        talk.say(ASKED)
        talk.say("and the garage?")
        opened = client.post(
            "/v1/tickets",
            json={
                "kind": "guidance_request",
                "question": "and the garage?",
                "conversation_id": talk.conversation_id,
            },
            headers=talk.headers | {"Idempotency-Key": "k"},
        ).json()
        page = client.get(f"/console/tickets/{opened['ref']}", headers=curator).text
        words = wording().context.staff
        assert page.count(words.heading) == 1
        assert words.rules.opening in page
        assert f"{ASKED} … and the garage?" in page
        theirs = client.get(f"/conversations/{talk.conversation_id}", headers=talk.headers).text
        assert ASKED in theirs
        assert words.heading not in theirs
