"""The whole way with the three real processes: answered, or to the Hub and back."""

import json
import os
import signal
import threading
import time

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
CHAT = "/v1/chat/messages"
BIKES = (
    "kids on off road bikes keep tearing up the rec, residents are fuming, what actually works??"
)
UNKNOWN = "how do we stop drones dropping parcels over the prison wall at night"


def say(client, text="", conversation_id=None, payload=None):
    """Take one turn and return its body."""
    body = {"text": text, "conversation_id": conversation_id, "payload": payload}
    response = client.post(CHAT, json={key: value for key, value in body.items() if value})
    assert response.status_code == 200, response.text
    return response.json()


def press(client, body, label):
    """Press the first button or option whose label holds `label`."""
    for reply in body["replies"]:
        for button in reply["buttons"]:
            if label.lower() in button["label"].lower():
                return say(
                    client, conversation_id=body["conversation_id"], payload=button["payload"]
                )
    pytest.fail(f"no button {label!r} in {json.dumps(body['replies'])[:600]}")


def steps(body):
    """Return the form steps a turn asks for."""
    return [reply["step"] for reply in body["replies"] if reply["kind"] == "form_step"]


def open_ticket(client, question):
    """Ask what nobody wrote about, take the offer, fill the form; return (conversation_id, ref)."""
    body = say(client, question)
    assert body["outcome"] == "unanswered", body
    body = press(client, body, "ask the hub")
    conversation_id = body["conversation_id"]
    assert steps(body) == ["tried"], body
    body = say(client, "extra patrols at the fence line, no luck", conversation_id)
    assert steps(body) == ["where"], body
    body = say(client, "north wall, two or three nights a week", conversation_id)
    assert steps(body) == ["contact"], body
    body = press(client, body, "chat")
    assert body["outcome"] == "handed_over", body
    return conversation_id, body["ticket"]["ref"]


class TestAnswered:
    """A question that the knowledge base covers."""

    def test_the_bikes_are_answered_with_steps_evidence_and_sources(self, assistant):
        """One turn, outcome answered, everything an officer needs on the reply."""
        body = say(assistant.client(), BIKES)
        assert body["outcome"] == "answered"
        assert body["articles"][0]["slug"] == "nuisance-motorbikes"
        answer = next(reply for reply in body["replies"] if reply["kind"] == "answer")
        assert "<li>" in answer["sections"][0]["html"]
        assert answer["evidence"]["grade"]
        assert answer["sources"]
        assert answer["review_date"]

    def test_ten_turns_of_a_real_conversation(self, assistant):
        """Greeting, typos, a follow-up button, feedback, thanks, status: never silence."""
        client = assistant.client()
        body = say(client, "mornin")
        assert body["outcome"] == "dialogue"
        conversation_id = body["conversation_id"]
        body = say(client, "shed breakins n burglarys on my patch what works", conversation_id)
        assert body["outcome"] in ("answered", "choices", "unanswered")
        body = say(client, BIKES, conversation_id)
        more = press(client, body, "more")
        assert more["replies"][0]["kind"] == "answer"
        rated = press(client, body, "helped")
        assert rated["outcome"] == "dialogue"
        for text in ("cheers", "wheres my ticket", "r u a bot", "what can you do", "bye"):
            body = say(client, text, conversation_id)
            assert body["outcome"] == "dialogue", (text, body["outcome"], body["replies"])
            assert body["replies"]


class TestToTheHubAndBack:
    """A question that nothing covers."""

    def test_the_whole_path_and_the_next_officer_is_answered(self, assistant):
        """Form, ticket, answer in the open page, article, answered in a second, withdrawn."""
        officer, curator = assistant.client(), assistant.client("curator")
        conversation_id, ref = open_ticket(officer, UNKNOWN)
        ticket = officer.get(f"/v1/tickets/{ref}").json()
        assert ticket["question"] == UNKNOWN
        assert ticket["details"]["tried"] == "extra patrols at the fence line, no luck"

        arrived = listen(assistant, conversation_id)
        curator.post(f"/v1/tickets/{ref}/assign").raise_for_status()
        answer = "Work with the prison's security team on netting and flight-path reports."
        curator.post(f"/v1/tickets/{ref}/answer", json={"answer": answer}).raise_for_status()
        assert "netting" in arrived()["replies"][0]["text"]
        restored = officer.get(f"/v1/chat/conversations/{conversation_id}/messages").json()
        assert restored["items"][-1]["author"] == "hub"

    @pytest.mark.alone
    def test_an_article_is_found_within_a_second_and_gone_within_a_second(self, assistant):
        """No restart: publish, ask anew in four wordings, unpublish, ask again."""
        officer, curator = assistant.client("officer", "b"), assistant.client("curator")
        wordings = [
            UNKNOWN,
            "drones keep dropping packages into the prison, how can we stop it",
            "parcels flown over the jail wall by drone after dark, any ideas",
            "what works against drone drops at our local nick's prison neighbour",
        ]
        assert say(officer, UNKNOWN)["outcome"] == "unanswered"
        content = {
            "title": "How do we stop drones dropping parcels over a prison wall?",
            "summary": "Work with the prison's security team: report flight paths, net the yards "
            "they use and patrol the launch sites. Share sightings the same night.",
            "evidence": {"grade": "untested", "reason": "Advice of the Hub; not evaluated."},
            "owner": "Prevention First Hub",
            "review_date": "2027-11-01",
            "sample_questions": [UNKNOWN],
        }
        created = curator.post("/v1/articles", json=content)
        assert created.status_code == 201, created.text
        slug = created.json()["slug"]
        curator.post(f"/v1/articles/{slug}/publish").raise_for_status()
        published_at = time.monotonic()
        first = say(officer, wordings[0])
        assert time.monotonic() - published_at < 1.0
        assert (first["outcome"], first["articles"][0]["slug"]) == ("answered", slug)
        for wording in wordings[1:]:
            body = say(officer, wording)
            assert (body["outcome"], [item["slug"] for item in body["articles"]]) == (
                "answered",
                [slug],
            ), wording
        curator.post(f"/v1/articles/{slug}/unpublish").raise_for_status()
        withdrawn_at = time.monotonic()
        body = say(officer, UNKNOWN)
        assert time.monotonic() - withdrawn_at < 1.0
        assert slug not in str(body)
        assert officer.get(f"/v1/articles/{slug}").status_code == 404


class TestForm:
    """The ticket form, interrupted and cancelled."""

    def test_a_question_in_the_middle_is_answered_and_the_step_repeated(self, assistant):
        """What was typed so far stays."""
        client = assistant.client()
        body = press(client, say(client, UNKNOWN + " again"), "ask the hub")
        conversation_id = body["conversation_id"]
        body = say(client, BIKES, conversation_id)
        assert body["outcome"] == "answered"
        assert steps(body) == ["tried"]
        body = say(client, "nothing yet", conversation_id)
        assert steps(body) == ["where"]

    def test_cancel_sends_nothing(self, assistant):
        """And says so."""
        client = assistant.client()
        before = len(client.get("/v1/tickets?limit=100").json()["items"])
        body = press(client, say(client, UNKNOWN + " once more"), "ask the hub")
        body = say(client, "cancel", body["conversation_id"])
        assert steps(body) == []
        assert len(client.get("/v1/tickets?limit=100").json()["items"]) == before


class TestPlan:
    """A problem-solving plan, made by talking."""

    def test_begun_interrupted_left_resumed_reviewed_and_sent(self, assistant):
        """Every answer is kept on the way; the Hub reads the whole."""
        client, curator = assistant.client(), assistant.client("curator")
        body = say(client, "help me make a plan for a problem")
        conversation_id = body["conversation_id"]
        assert steps(body) == ["what"], body
        what = "youths climb on the shop roofs at the precinct every friday and throw stones"
        assert steps(say(client, what, conversation_id)) == ["whom"]
        body = say(client, BIKES, conversation_id)
        assert (body["outcome"], steps(body)) == ("answered", ["whom"])
        body = say(client, "cancel", conversation_id)
        assert steps(body) == []
        body = say(client, "carry on with my plan")  # in another conversation
        conversation_id = body["conversation_id"]
        assert steps(body) == ["whom"], body
        say(client, "shop staff and their customers", conversation_id)
        body = say(client, "behind the bakery in the precinct", conversation_id)
        assert steps(body) == ["when"], body
        while steps(body):
            body = press(client, body, "skip")
        review = body["replies"][-1]
        assert review["kind"] == "worksheet_review", body
        body = press(client, body, "send")
        assert body["outcome"] == "handed_over", body
        ticket = curator.get(f"/v1/tickets/{body['ticket']['ref']}").json()
        sheet = curator.get(f"/v1/worksheets/{ticket['details']['worksheet']}").json()
        assert sheet["steps"][0]["answer"] == what

    def test_half_filled_it_survives_a_restart_of_the_dialogue(self, assistant):
        """What is typed while rasa is away is taken; what comes after, too."""
        client = assistant.client("officer", "b")
        body = press(client, say(client, "i have an idea to submit"), "save for later")
        body = say(client, "i have an idea to submit", body["conversation_id"])
        conversation_id = body["conversation_id"]
        assert steps(body) == ["happening"], body
        pid = assistant.supervisor.pid("rasa")
        os.kill(pid, signal.SIGKILL)
        body = say(client, "bikes go missing from the station racks", conversation_id)
        assert (body["outcome"], steps(body)) == ("degraded", ["where"])
        assistant.supervisor.wait_restarted("rasa", pid, 120)
        body = say(client, "the station, commuters, ten a month", conversation_id)
        assert steps(body) == ["tried"], body


class TestWhenPartsDie:
    """Killed processes: an honest answer every time, nothing typed lost, back by themselves."""

    def kill(self, assistant, name):
        """Kill a process outright and return its old id."""
        pid = assistant.supervisor.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def test_rasa(self, assistant):
        """Searched all the same; the conversation goes on when rasa is back."""
        client = assistant.client()
        conversation_id = say(client, "hello")["conversation_id"]
        pid = self.kill(assistant, "rasa")
        body = say(client, BIKES, conversation_id)
        assert body["outcome"] == "degraded"
        assert body["articles"][0]["slug"] == "nuisance-motorbikes"
        body = say(client, UNKNOWN, conversation_id)
        assert body["outcome"] == "degraded"
        assert any(reply["kind"] == "offer_ticket" for reply in body["replies"])
        assistant.supervisor.wait_restarted("rasa", pid, 120)
        assert say(client, BIKES, conversation_id)["outcome"] == "answered"
        page = client.get(f"/v1/chat/conversations/{conversation_id}/messages").json()
        officers = [item["text"] for item in page["items"] if item["author"] == "officer"]
        assert officers == ["hello", BIKES, UNKNOWN, BIKES]

    def test_actions_in_the_middle_of_a_form(self, assistant):
        """The step typed while actions was away is in the ticket."""
        client = assistant.client()
        body = press(client, say(client, UNKNOWN + " tonight"), "ask the hub")
        conversation_id = body["conversation_id"]
        pid = self.kill(assistant, "actions")
        body = say(client, "we tried dogs and lights", conversation_id)
        assert body["outcome"] == "degraded", body
        assert steps(body) == ["where"], body  # taken, and the next one asked, by the api alone
        assistant.supervisor.wait_restarted("actions", pid, 60)
        body = say(client, "the north wall, twice a week", conversation_id)
        assert steps(body) == ["contact"], body
        body = press(client, body, "chat")
        assert body["outcome"] == "handed_over", body
        ticket = client.get(f"/v1/tickets/{body['ticket']['ref']}").json()
        assert ticket["details"]["tried"] == "we tried dogs and lights"
        assert ticket["details"]["where"] == "the north wall, twice a week"

    def test_the_supervisor_says_what_it_does(self, assistant):
        """Each restart is a line."""
        assert any("starting it again" in line for line in assistant.said)


class TestOddInput:
    """A clear reply or a 4xx problem, never a 500, nothing executed, with the real parts."""

    @pytest.mark.parametrize(
        "body",
        [
            {"text": ""},
            {"text": "   "},
            {"text": "x" * 2001},
            {"text": "nul\x00byte"},
            {"text": "hi", "conversation_id": "not-mine"},
            {"payload": "unknown"},
            {"payload": "/restart"},
        ],
    )
    def test_refused_with_a_problem(self, assistant, body):
        """The problem has a code and a sentence."""
        answer = assistant.client().post(CHAT, json=body)
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["code"]
        assert answer.json()["detail"]

    @pytest.mark.parametrize(
        "text",
        [
            "😀😀😀",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "{{7*7}} {question} ${x}",
            "/session_start",
            '/inform{"question": "x"}',
            "x " * 1000,
            "\u202egnihtemos",
            "'; DROP TABLE tickets; --",
        ],
    )
    def test_taken_as_text(self, assistant, text):
        """It gets a reply, and stands in the conversation just as it was typed."""
        client = assistant.client()
        body = say(client, text)
        assert body["replies"]
        assert body["outcome"] not in ("error", "degraded")
        assert "49" not in body["replies"][0]["text"]
        url = f"/v1/chat/conversations/{body['conversation_id']}/messages"
        assert client.get(url).json()["items"][0]["text"] == text.strip()

    def test_another_officers_conversation(self, assistant):
        """Not to be written into, read or listened to."""
        theirs = say(assistant.client("officer", "b"), "hello")["conversation_id"]
        client = assistant.client()
        body = {"text": "hello", "conversation_id": theirs}
        assert client.post(CHAT, json=body).status_code == 404
        assert client.get(f"/v1/chat/conversations/{theirs}/messages").status_code == 404
        assert client.get(f"/v1/chat/conversations/{theirs}/events").status_code == 404
        assert client.get(f"/conversations/{theirs}").status_code == 404

    def test_a_stale_button(self, assistant):
        """Buttons of long ago still mean what they said, or say that they no longer do."""
        client = assistant.client()
        offered = say(client, UNKNOWN + " this week")
        conversation_id = offered["conversation_id"]
        say(client, BIKES, conversation_id)
        say(client, "thanks", conversation_id)
        first = press(client, offered, "ask the hub")
        assert steps(first) == ["tried"]
        second = press(client, offered, "ask the hub")  # a second click on it
        assert steps(second) == ["tried"]
        body = press(client, first, "save for later")
        again = press(client, first, "skip")  # the form is closed by now
        assert body["outcome"] == again["outcome"] == "dialogue"
        assert steps(again) == ["where"], again  # and opens again with it


class TestSlash:
    """`/restart` typed by an officer does nothing."""

    def test_the_conversation_and_the_form_go_on(self, assistant):
        """Not even in the middle of a form."""
        client = assistant.client()
        assert say(client, "/restart")["outcome"] in ("unanswered", "out_of_scope", "choices")
        body = press(client, say(client, UNKNOWN + " please"), "ask the hub")
        conversation_id = body["conversation_id"]
        body = say(client, "/restart", conversation_id)
        assert steps(body) in (["tried"], ["where"])
        body = say(client, "along the north wall", conversation_id)
        assert steps(body) in (["where"], ["contact"])


def listen(assistant, conversation_id):
    """Start listening to a conversation; return what waits for the next event's message."""
    events, ready = [], threading.Event()
    headers = dict(assistant.client().headers)

    def run():
        url = f"{assistant.url}/v1/chat/conversations/{conversation_id}/events"
        with httpx.stream("GET", url, headers=headers, timeout=30, trust_env=False) as stream:
            ready.set()
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    events.append(json.loads(line.removeprefix("data: ")))
                    return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)

    def arrived():
        thread.join(10)
        assert events, "nothing arrived"
        return events[0]

    return arrived
