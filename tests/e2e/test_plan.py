"""A plan by talking: left half way, taken up after a restart, finished, opened as a document."""

import json
import os
import signal
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.worksheets.picture import opened_in_libreoffice, words_of
from tests.e2e.conftest import Assistant

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
CHAT: Final = "/v1/chat/messages"
BACK_S: Final = 150.0
FIRST: Final = {
    "what": "youths climb on the parade roofs n throw eggs at shoppers",
    "whom": "shop staff mostly, three shops four times each",
    "where": "the parade on mill lane, the flat roof behind the takeaway",
    "when": "fri and sat, end of school till ten",
}
LATER: Final = {
    "how_often": "about 14 calls a month since september",
    "known_from": "101 calls, two damage reports, the shops own log",
    "offenders": "ten or so from two schools, the youth club knows most of them",
    "place": "bins and a low wall make an easy climb, the agent manages it",
    "victims": "",
    "tried": "extra patrols in october, it stopped a week then came back",
    "why": "easy climb and nobody about after closing",
    "responses": "fence the wall, shift the bins, open the club fridays",
    "partners": "agent for the fence, council for lights, youth club",
    "aim": "fewer calls about the parade each month",
    "baseline": "14 a month sept to nov",
    "assess_on": "in 6 months",
}


class Talk:
    """An officer's conversation with the running assistant."""

    def __init__(self, assistant: Assistant) -> None:
        """Begin one that nothing was said in."""
        self.client = assistant.client()
        self.conversation_id: str | None = None

    def say(self, text: str) -> dict[str, Any]:
        """Take a turn and return its body."""
        return self._post({"text": text})

    def tap(self, body: dict[str, Any], label: str) -> dict[str, Any]:
        """Press the button of that label under a turn."""
        for reply in body["replies"]:
            for button in reply["buttons"]:
                if button["label"] == label:
                    return self._post({"payload": button["payload"]})
        pytest.fail(f"no button {label!r} in {json.dumps(body['replies'])[:600]}")

    def answer(self, body: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
        """Answer the steps in their order, an empty answer by "Skip"; return the last turn."""
        for step, text in answers.items():
            assert asked(body) == step, body["replies"]
            body = self.say(text) if text else self.tap(body, "Skip")
        return body

    def _post(self, message: dict[str, str]) -> dict[str, Any]:
        if self.conversation_id:
            message |= {"conversation_id": self.conversation_id}
        response = self.client.post(CHAT, json=message)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        self.conversation_id = body["conversation_id"]
        return body


def asked(body: dict[str, Any]) -> str | None:
    """Return the step that a turn asks for."""
    steps = [reply["step"] for reply in body["replies"] if reply["kind"] == "form_step"]
    return steps[-1] if steps else None


@pytest.mark.usefixtures("office")
class TestByTalking:
    """From the first word to the document."""

    def test_left_resumed_and_opened_in_libreoffice(
        self, assistant: Assistant, tmp_path: Path
    ) -> None:
        """Nothing said before or after the break is lost, and rasa's end is part of the break."""
        talk = Talk(assistant)
        body = talk.answer(talk.say("help me with a problem on my patch"), FIRST)
        assert asked(body) == "how_often"
        assert asked(talk.say("leave it for now, got a job on")) is None
        rasa = assistant.supervisor.pid("rasa")
        assert rasa is not None
        os.kill(rasa, signal.SIGKILL)
        assistant.supervisor.wait_restarted("rasa", rasa, BACK_S)

        body = talk.answer(talk.say("carry on with my plan"), LATER)
        review = next(reply for reply in body["replies"] if reply["kind"] == "worksheet_review")
        document = talk.client.get(f"{review['url']}/document.docx").raise_for_status().content
        words = words_of(opened_in_libreoffice(document, tmp_path))
        for said in (*FIRST.values(), *LATER.values()):
            if said != LATER["assess_on"]:  # a date is kept, not the words for it
                assert said in words

        sent = talk.say("send it")
        assert sent["outcome"] == "handed_over"
        assert sent["ticket"]["ref"]
