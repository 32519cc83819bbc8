"""The chat gateway against a scripted rasa over real HTTP."""

import threading
import time
from typing import Any

import pytest
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


class TestUrgent:
    """An urgent message is stored nowhere, and a false alarm costs one tap."""

    TEXT = "he's got a knife and he is attacking her right now on quarrington road"

    def tap(self, client, headers, body, **more):
        """Tap the one button of an urgent reply."""
        [button] = body["replies"][-1]["buttons"]
        asked = {"payload": button["payload"], "conversation_id": body["conversation_id"], **more}
        return client.post(CHAT, json=asked, headers=headers)

    def test_no_text_is_stored(self, client, officer, rasa, settings):
        """Neither the database nor a restored page has a word of it, and both say so."""
        body = say(client, officer, self.TEXT)
        shown = history(client, officer, body["conversation_id"])
        assert shown[0]["text"] == "(This message was not kept.)"
        assert "quarrington" not in str(shown)
        for file in settings.var_dir.rglob("*"):
            if file.is_file():
                assert b"quarrington" not in file.read_bytes().lower(), file.name

    def test_not_happening_now_answers_the_same_question(self, client, officer, rasa):
        """The tap sends what was typed on its usual way; only then is it stored."""
        body = say(client, officer, self.TEXT)
        rasa.script = lambda asked: [{"text": "Here is some guidance."}]
        answer = self.tap(client, officer, body).json()
        assert answer["replies"][0]["text"] == "Here is some guidance."
        assert rasa.received[0]["message"] == "/ask_guidance"  # no emergency to the dialogue either
        assert rasa.received[0]["metadata"]["text"] == self.TEXT
        shown = history(client, officer, body["conversation_id"])
        assert shown[2]["text"] == self.TEXT

    def test_works_without_rasa(self, client, officer, rasa):
        """With rasa dead the same question is searched."""
        rasa.stop()
        body = say(client, officer, self.TEXT)
        answer = self.tap(client, officer, body).json()
        assert answer["outcome"] == "degraded"

    def test_a_second_tap_is_told(self, client, officer, rasa):
        """The message is gone by then, and that is said."""
        body = say(client, officer, self.TEXT)
        assert self.tap(client, officer, body).status_code == 200
        again = self.tap(client, officer, body).json()
        assert again["replies"][0]["code"] == "not_held"
        assert len(rasa.received) == 1

    def test_the_same_tap_sent_again_is_one_turn(self, client, officer, rasa):
        """A retry under one key replays the answer."""
        body = say(client, officer, self.TEXT)
        keyed = {**officer, "Idempotency-Key": "tap"}
        first, second = (self.tap(client, keyed, body).json() for _ in range(2))
        assert first == second
        assert len(rasa.received) == 1

    def test_a_strangers_tap_finds_nothing(self, client, officer, officer_b, rasa):
        """Another officer cannot have the message."""
        body = say(client, officer, self.TEXT)
        assert self.tap(client, officer_b, body).status_code == 404
        assert self.tap(client, officer, body).json()["replies"][0].get("code") != "not_held"

    def test_personal_data_in_it_is_removed_all_the_same(self, client, officer, rasa):
        """What the tap brings back is redacted."""
        body = say(client, officer, f"{self.TEXT} his number is 07700 900123")
        assert body["redacted"] == []
        answer = self.tap(client, officer, body).json()
        assert "900123" not in str(rasa.received)
        assert answer["redacted"] == ["phone"]


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


class TestWithinATurn:
    """What the actions may do, and only while the turn is open."""

    def act(self, client, service_token, rasa, officer, do):
        """Run `do(headers, turn_id)` while rasa works on a turn; return what it returned."""
        seen = {}

        def script(body):
            turn_id = body["metadata"]["turn_id"]
            headers = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
            seen["headers"], seen["result"] = headers, do(headers, turn_id)
            return [{"text": "ok"}]

        rasa.script = script
        seen["body"] = say(client, officer, "hello")
        return seen

    def test_a_ticket_belongs_to_the_turns_officer(self, client, officer, rasa, service_token):
        """The call names no user; the turn does. The officer is told the reference."""

        def do(headers, turn_id):
            return client.post(
                "/v1/tickets",
                json={"question": "Who can help?"},
                headers=headers | {"Idempotency-Key": f"turn-{turn_id}"},
            ).json()

        seen = self.act(client, service_token, rasa, officer, do)
        ref = seen["result"]["ref"]
        assert seen["body"]["ticket"] == {"ref": ref}
        assert seen["body"]["outcome"] == "handed_over"
        ticket = client.get(f"/v1/tickets/{ref}", headers=officer).json()
        assert ticket["question"] == "Who can help?"
        assert ticket["asker_name"] == "PC Alex Morgan (demo officer)"

    def test_a_closed_turn_is_over(self, client, officer, rasa, service_token):
        """A late action gets 409 turn_over and changes nothing."""
        seen = self.act(client, service_token, rasa, officer, lambda *_: None)
        late = client.post("/v1/tickets", json={"question": "late"}, headers=seen["headers"])
        assert (late.status_code, late.json()["code"]) == (409, "turn_over")
        assert client.get("/v1/tickets", headers=officer).json()["items"] == []

    def test_another_turns_worksheet_is_404(self, client, officer, rasa, service_token):
        """The path and the header must name the same turn."""

        def do(headers, turn_id):
            return client.post(
                "/v1/turns/other/worksheet", json={"do": "resume"}, headers=headers
            ).status_code

        assert self.act(client, service_token, rasa, officer, do)["result"] == 404

    def test_without_a_turn_the_service_token_opens_nothing(self, client, service_token):
        """The token alone is nobody."""
        bearer = {"Authorization": f"Bearer {service_token}"}
        assert client.get("/v1/tickets", headers=bearer).status_code == 404
        assert client.get("/v1/tickets", headers=bearer | {"X-Turn-Id": "nope"}).status_code == 404

    def test_an_officer_may_not_act_as_actions(self, client, officer):
        """Turn routes are the service's alone."""
        assert client.post("/v1/turns/x/feedback", json={}, headers=officer).status_code == 403


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


class TestTellMeMore:
    """The rest of an article, and nothing twice."""

    def test_only_what_was_not_shown_comes(self, client, officer, rasa, searcher):
        """First what to do, then the other sections without the summary, then the end."""
        slug = next(iter(searcher.articles))
        first, more = (
            [{"custom": directive}]
            for directive in (
                {"kind": "article", "slug": slug},
                {"kind": "about_shown", "asks": "more"},
            )
        )
        rasa.script = lambda body: first
        body = say(client, officer, "that one")
        shown = [section["heading"] for section in body["replies"][0]["sections"]]
        rasa.script = lambda body: more
        conversation_id = body["conversation_id"]
        rest = say(client, officer, "more", conversation_id=conversation_id)["replies"][0]
        headings = [section["heading"] for section in rest["sections"]]
        assert rest["summary_html"] == ""
        assert sorted(shown + headings) == sorted(
            section.heading for section in searcher.articles[slug].sections
        )
        last = say(client, officer, "more", conversation_id=conversation_id)["replies"][0]
        assert (last["kind"], last["code"]) == ("notice", "no_more")
