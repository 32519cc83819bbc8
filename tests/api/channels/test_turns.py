"""What the actions do in a turn, against a scripted rasa over real HTTP."""

from tests.api.channels.talking import say


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
