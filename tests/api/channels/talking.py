"""What an officer says, presses and reads again, over HTTP."""

from typing import Any

from fastapi.testclient import TestClient

CHAT = "/v1/chat/messages"


def say(client: TestClient, headers: dict[str, str], text: str, **more: Any) -> Any:
    """Send one message and return the response's body; it must be 200."""
    response = client.post(CHAT, json={"text": text, **more}, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def history(client: TestClient, headers: dict[str, str], conversation_id: str) -> Any:
    """Return the messages of a conversation."""
    url = f"/v1/chat/conversations/{conversation_id}/messages"
    return client.get(url, headers=headers).json()["items"]


def press(client: TestClient, headers: dict[str, str], body: Any, label: str) -> Any:
    """Press the button of that label in the replies of `body`."""
    for reply in body["replies"]:
        rows = [row["change"] for row in reply.get("rows", [])]
        for button in [*reply.get("buttons", []), *rows]:
            if button["label"] == label:
                more = {"conversation_id": body["conversation_id"], "payload": button["payload"]}
                return say(client, headers, "", **more)
    raise AssertionError(f"no button {label}: {body['replies']}")
