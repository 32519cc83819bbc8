"""An urgent message against a scripted rasa over real HTTP."""

from tests.api.channels.talking import CHAT, history, say


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
