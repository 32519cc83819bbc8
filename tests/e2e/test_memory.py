"""What Rasa remembers, with the three real processes: enough after a restart, no more with time."""

import os
import signal
import time

import pytest

from measure.long_conversation import MAX_RATIO, MAX_TRACKER_BYTES, TURNS, hold
from measure.running import Running
from tests.e2e.test_whole_way import UNKNOWN, press, say, steps

pytestmark = [pytest.mark.e2e, pytest.mark.alone, pytest.mark.timeout(600)]


@pytest.fixture
def running(assistant):
    """The assistant as what measures it knows it."""
    return Running(
        url=assistant.url,
        rasa_url=assistant.rasa_url,
        rasa_token=assistant.rasa_token,
        token=assistant.token("officer", "b"),
        tracker=assistant.settings.tracker_database,
    )


class TestRestart:
    """Rasa is ended while a form is half filled."""

    def test_the_form_goes_on_where_it_was(self, assistant):
        """The step that was open is the one that is filled next; the ticket has every word."""
        client = assistant.client()
        body = press(client, say(client, UNKNOWN + " these days"), "ask the hub")
        conversation_id = body["conversation_id"]
        body = say(client, "extra patrols at the fence line", conversation_id)
        assert steps(body) == ["where"], body
        pid = assistant.supervisor.pid("rasa")
        os.kill(pid, signal.SIGKILL)
        assistant.supervisor.wait_restarted("rasa", pid, 120)
        body = say(client, "north wall, most nights", conversation_id)
        assert steps(body) == ["contact"], body
        body = press(client, body, "chat")
        assert body["outcome"] == "handed_over", body
        ticket = client.get(f"/v1/tickets/{body['ticket']['ref']}").json()
        assert ticket["details"]["tried"] == "extra patrols at the fence line"
        assert ticket["details"]["where"] == "north wall, most nights"


class TestDeleted:
    """A conversation is deleted: by the api at once, by rasa as soon as it is up."""

    PLANTED = "quokka-basalt-ferry"

    def in_tracker(self, assistant) -> bool:
        """Say whether the planted words stand in a file of rasa's."""
        folder = assistant.settings.tracker_database.parent
        files = folder.glob(f"{assistant.settings.tracker_database.name}*")
        return any(self.PLANTED.encode() in file.read_bytes() for file in files)

    def gone_within(self, assistant, seconds: float) -> bool:
        """Wait for rasa's files to have lost the planted words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.in_tracker(assistant):
            time.sleep(0.2)
        return not self.in_tracker(assistant)

    def test_from_the_page(self, assistant):
        """The words were in rasa's file, and are not."""
        client = assistant.client()
        body = say(client, f"what works against {self.PLANTED} in parks?")
        assert self.in_tracker(assistant)
        path = f"/v1/chat/conversations/{body['conversation_id']}"
        assert client.delete(path).status_code == 204
        assert self.gone_within(assistant, 10)
        assert client.get(f"{path}/messages").status_code == 404

    def test_by_saying_so(self, assistant):
        """Asked, agreed in words, done; the page begins afresh and rasa has forgotten."""
        client = assistant.client()
        first = say(client, f"what works against {self.PLANTED} in parks?")
        conversation_id = first["conversation_id"]
        asked = say(client, "delete this conversation", conversation_id)
        assert "cannot be undone" in asked["replies"][0]["text"], asked
        done = say(client, "yes please", conversation_id)
        assert done["replies"][0]["code"] == "conversation_deleted", done
        assert done["conversation_id"] != conversation_id
        assert self.gone_within(assistant, 10)
        again = say(client, "hello", done["conversation_id"])
        assert again["outcome"] == "dialogue"

    def test_while_rasa_is_down(self, assistant):
        """It is deleted there when rasa is back."""
        client = assistant.client()
        body = say(client, f"what works against {self.PLANTED} in parks?")
        pid = assistant.supervisor.pid("rasa")
        os.kill(pid, signal.SIGKILL)
        path = f"/v1/chat/conversations/{body['conversation_id']}"
        assert client.delete(path).status_code == 204
        assert self.in_tracker(assistant)
        assistant.supervisor.wait_restarted("rasa", pid, 120)
        assert self.gone_within(assistant, 90)


@pytest.mark.slow
class TestLongConversation:
    """300 mixed turns; the floors of `make bench-long`, with one conversation instead of three."""

    def test_the_last_turns_cost_what_the_first_do(self, running):
        """Within half as much again at the 95th percentile, and what is kept does not grow."""
        found = hold(running, rounds=1)
        assert found.ratio <= MAX_RATIO
        sizes = [kept.size for turn, kept in found.kept if turn > TURNS // 10]
        assert max(sizes) <= MAX_TRACKER_BYTES
        assert max(sizes) <= 2 * min(sizes)
