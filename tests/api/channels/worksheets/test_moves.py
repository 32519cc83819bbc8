"""The moves that actions post, and what is refused of them."""

import pytest

from tests.api.channels.talking import say


class TestMoveInTurn:
    """POST /v1/turns/{turn_id}/worksheet."""

    @pytest.mark.parametrize(
        "move",
        [
            {},
            {"do": "dance"},
            {"do": "answer", "text": "x" * 2001},
            {"do": "answer", "text": "a\u0000b"},
            {"do": "begin", "kind": "poem"},
            {"do": "begin", "more": 1},
        ],
    )
    def test_invalid_is_422(self, client, officer, plan, script, move):
        """With the field named."""
        script.made = [move]
        say(client, officer, "x", conversation_id=plan["conversation_id"])
        assert script.answers[-1].status_code == 422

    def test_anothers_worksheet_is_404(self, client, officer, officer_b, plan, script):
        """Whoever's turn it is sees their own."""
        theirs = client.post("/v1/worksheets", json={"kind": "idea"}, headers=officer_b).json()
        script.made = [{"do": "resume", "worksheet_id": theirs["id"]}]
        say(client, officer, "x", conversation_id=plan["conversation_id"])
        assert script.answers[-1].status_code == 404

    def test_nothing_open_is_said(self, client, officer, script):
        """No worksheet, no move."""
        script.made = [{"do": "answer", "text": "x"}, {"do": "resume"}, {"do": "change"}]
        say(client, officer, "x")
        assert [answer.json()["at"] for answer in script.answers] == ["nothing"] * 3

    def test_an_officer_may_not_act_as_actions(self, client, officer):
        """403; anonymous 401."""
        url = "/v1/turns/00000000-0000-0000-0000-000000000000/worksheet"
        assert client.post(url, json={"do": "resume"}, headers=officer).status_code == 403
        assert client.post(url, json={"do": "resume"}).status_code == 401
