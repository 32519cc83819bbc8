"""Forms and plans taken without rasa."""

from tests.api.channels.talking import say
from tests.api.channels.worksheets.script import WHAT


class TestWithoutRasa:
    """The engine is the API's own."""

    def test_steps_are_taken_and_asked(self, client, officer, plan, rasa):
        """Said once a turn that a part is down; the next question follows."""
        rasa.status = 500
        body = say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        assert body["outcome"] == "degraded"
        assert body["replies"][-1]["step"] == "whom"
        body = say(client, officer, "shops", conversation_id=plan["conversation_id"])
        assert body["replies"][-1]["step"] == "where"
        body = say(client, officer, "back", conversation_id=plan["conversation_id"])
        assert body["replies"][-1]["step"] == "whom"

    def test_what_actions_took_before_they_died_is_not_taken_twice(
        self, client, officer, plan, script, rasa
    ):
        """The same turn's message is one answer."""
        script.made = [{"do": "answer", "text": WHAT}]
        rasa.script = _dying(script)
        body = say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        assert body["outcome"] == "degraded"
        assert body["replies"][-1]["step"] == "whom"

    def test_a_refused_answer_is_asked_again(self, client, officer, plan, script, rasa):
        """With what is accepted."""
        script.made = [{"do": "change", "step": "assess_on"}]
        say(client, officer, "change the date", conversation_id=plan["conversation_id"])
        rasa.status = 500
        body = say(client, officer, "soonish", conversation_id=plan["conversation_id"])
        assert "in 3 months" in str(body["replies"][1])
        assert body["replies"][-1]["step"] == "assess_on"

    def test_left_and_resumed(self, client, officer, plan, script, rasa):
        """Saved; what is typed afterwards is a question again."""
        script.made = [{"do": "answer", "text": WHAT}]
        say(client, officer, WHAT, conversation_id=plan["conversation_id"])
        rasa.status = 500
        body = say(client, officer, "cancel", conversation_id=plan["conversation_id"])
        assert "Saved" in body["replies"][0]["text"]
        body = say(client, officer, "what about gates?", conversation_id=plan["conversation_id"])
        assert "form_step" not in [reply["kind"] for reply in body["replies"]]


def _dying(script):
    def dies(body):
        script(body)
        return []

    return dies
