"""Tickets over HTTP: opened once, answered with words, seen by their asker and the Hub alone."""

import pytest

from api.tickets.states import MOVES, OWED, Move, State, permitted

TICKETS = "/v1/tickets"
NEW = {"question": "How do we stop lamp theft?", "details": {"tried": "patrols"}}


def open_ticket(client, headers, **more):
    """Open a ticket and return it; it must be 201."""
    response = client.post(TICKETS, json=NEW | more, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()


class TestOpening:
    """POST /v1/tickets."""

    def test_it_gets_a_reference_and_is_in_ones_list(self, client, officer):
        """References count up within the year."""
        first, second = open_ticket(client, officer), open_ticket(client, officer)
        assert first["ref"].startswith("PF-20")
        assert int(second["ref"][-6:]) == int(first["ref"][-6:]) + 1
        listed = client.get(TICKETS, headers=officer).json()["items"]
        assert [item["ref"] for item in listed] == [second["ref"], first["ref"]]

    def test_same_key_same_body_is_one_ticket(self, client, officer):
        """A second click, or a retry after a lost reply, opens nothing more."""
        headers = officer | {"Idempotency-Key": "once"}
        first, second = open_ticket(client, headers), open_ticket(client, headers)
        assert first == second
        assert len(client.get(TICKETS, headers=officer).json()["items"]) == 1

    def test_same_key_other_body_is_422(self, client, officer):
        """A key is one request's."""
        headers = officer | {"Idempotency-Key": "once"}
        open_ticket(client, headers)
        response = client.post(TICKETS, json={"question": "other"}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (422, "key_reused")

    def test_two_officers_may_use_the_same_key(self, client, officer, officer_b):
        """Keys are a user's own."""
        first = open_ticket(client, officer | {"Idempotency-Key": "once"})
        second = open_ticket(client, officer_b | {"Idempotency-Key": "once"})
        assert first["ref"] != second["ref"]

    def test_a_refused_request_leaves_its_key_free(self, client, officer):
        """What failed can be mended and sent again under the same key."""
        headers = officer | {"Idempotency-Key": "once"}
        body = NEW | {"conversation_id": "nobodys"}
        assert client.post(TICKETS, json=body, headers=headers).status_code == 404
        open_ticket(client, headers)

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"question": "  "},
            {"question": "x" * 2001},
            {"question": "a\x00"},
            {"question": "q", "kind": "gossip"},
            {"question": "q", "details": {"rank": "PC"}},
            {"question": "q", "user_id": "somebody"},
        ],
    )
    def test_invalid_is_422(self, client, officer, body):
        """The problem names the field."""
        response = client.post(TICKETS, json=body, headers=officer)
        assert response.status_code == 422
        assert response.json()["errors"]

    def test_details_that_redaction_made_longer_sink_no_list(self, client, officer, curator):
        """What stands for personal data is longer than it: reading knows no input limits."""
        open_ticket(client, officer, details={"contact": "a@bc.de " * 24})
        for headers, query in ((officer, ""), (curator, "?queue=true")):
            assert client.get(f"{TICKETS}{query}", headers=headers).status_code == 200

    def test_personal_data_is_not_stored(self, client, officer):
        """Every free-text field is redacted."""
        ticket = open_ticket(
            client, officer, question="call 07700 900123", details={"where": "to a@b.co.uk"}
        )
        assert "900123" not in str(ticket)
        assert "a@b.co.uk" not in str(ticket)

    def test_anonymous_is_401(self, client):
        """Default deny."""
        assert client.post(TICKETS, json=NEW).status_code == 401


class TestReading:
    """Who sees a ticket."""

    def test_another_officers_is_404_by_every_route(self, client, officer, officer_b):
        """It does not even exist for them."""
        ref = open_ticket(client, officer)["ref"]
        answers = [client.get(f"{TICKETS}/{ref}", headers=officer_b)]
        answers += [
            client.post(f"{TICKETS}/{ref}/{move}", json={}, headers=officer_b)
            for move in ("reopen", "withdraw")
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert client.get(TICKETS, headers=officer_b).json()["items"] == []
        for move in ("assign", "close"):
            assert client.post(f"{TICKETS}/{ref}/{move}", headers=officer_b).status_code == 403

    def test_the_queue_is_the_hubs(self, client, officer, curator):
        """An officer gets 403, a curator everyone's, oldest first, page by page."""
        refs = [open_ticket(client, officer)["ref"] for _ in range(3)]
        assert client.get(f"{TICKETS}?queue=true", headers=officer).status_code == 403
        page = client.get(f"{TICKETS}?queue=true&limit=2", headers=curator).json()
        assert [item["ref"] for item in page["items"]] == refs[:2]
        rest = client.get(f"{TICKETS}?queue=true&cursor={page['next']}", headers=curator).json()
        assert [item["ref"] for item in rest["items"]] == refs[2:]
        assert rest["next"] is None

    def test_nothing_is_404(self, client, curator):
        """A reference nobody has."""
        assert client.get(f"{TICKETS}/PF-2020-000001", headers=curator).status_code == 404


class TestAnswering:
    """POST /v1/tickets/{ref}/answer and what follows."""

    @pytest.mark.parametrize(
        "answer",
        [
            "",
            "   ",
            "\n\t\u00a0",
            "x\x00",
            "\u200b",
            "\ufeff\u2060",
            "\u3164",
            "&nbsp;",
            "#",
            "***",
        ],
    )
    def test_white_space_is_no_answer(self, client, officer, curator, answer):
        """A ticket cannot be answered with nothing."""
        ref = open_ticket(client, officer)["ref"]
        url = f"{TICKETS}/{ref}/answer"
        assert client.post(url, json={"answer": answer}, headers=curator).status_code == 422
        assert client.get(f"{TICKETS}/{ref}", headers=officer).json()["state"] == "new"

    def test_an_officer_cannot_answer(self, client, officer):
        """Not even their own."""
        ref = open_ticket(client, officer)["ref"]
        url = f"{TICKETS}/{ref}/answer"
        assert client.post(url, json={"answer": "me"}, headers=officer).status_code == 403

    def test_it_cannot_be_closed_unanswered(self, client, officer, curator):
        """No empty close."""
        ref = open_ticket(client, officer)["ref"]
        refused = client.post(f"{TICKETS}/{ref}/close", headers=curator)
        assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")

    def test_answer_close_reopen(self, client, officer, curator):
        """The whole life; a second answer while answered is refused."""
        ref = open_ticket(client, officer)["ref"]
        url = f"{TICKETS}/{ref}"
        client.post(f"{url}/assign", headers=curator)
        answered = client.post(f"{url}/answer", json={"answer": "**Light** it"}, headers=curator)
        assert answered.json()["state"] == "answered"
        assert "<strong>Light</strong>" in answered.json()["answer_html"]
        again = client.post(f"{url}/answer", json={"answer": "again"}, headers=curator)
        assert again.status_code == 409
        assert client.post(f"{url}/close", headers=curator).json()["state"] == "closed"
        assert client.post(f"{url}/close", headers=curator).status_code == 200  # a second click
        reopened = client.post(f"{url}/reopen", json={"reason": "still dark"}, headers=officer)
        assert reopened.json()["state"] == "reopened"
        assert reopened.json()["reopen_reason"] == "still dark"

    def test_a_stale_version_is_412(self, client, officer, curator, curator_b):
        """Two curators at once: the second is told, not overwritten."""
        ref = open_ticket(client, officer)["ref"]
        url = f"{TICKETS}/{ref}"
        etag = client.get(url, headers=curator_b).headers["ETag"]
        client.post(f"{url}/assign", headers=curator)
        late = client.post(
            f"{url}/answer", json={"answer": "late"}, headers=curator_b | {"If-Match": etag}
        )
        assert late.status_code == 412
        wrong = client.post(
            f"{url}/answer", json={"answer": "x"}, headers=curator | {"If-Match": "banana"}
        )
        assert wrong.status_code == 400

    def test_markup_in_an_answer_is_not_executed(self, client, officer, curator):
        """Scripts and handlers are escaped or dropped."""
        ref = open_ticket(client, officer)["ref"]
        evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
        body = client.post(f"{TICKETS}/{ref}/answer", json={"answer": evil}, headers=curator).json()
        assert "<script" not in body["answer_html"]
        assert "<img" not in body["answer_html"]

    def test_a_link_may_not_leave_unsaid(self, client, officer, curator):
        """//elsewhere looks like a page of ours and is none."""
        ref = open_ticket(client, officer)["ref"]
        body = client.post(
            f"{TICKETS}/{ref}/answer", json={"answer": "[n](//evil.example) ok"}, headers=curator
        ).json()
        assert "evil.example" not in body["answer_html"]
        assert 'href="javascript' not in body["answer_html"]


class TestReason:
    """Why a ticket is reopened."""

    def test_nul_is_422(self, client, officer, curator):
        """As everywhere."""
        ref = open_ticket(client, officer)["ref"]
        client.post(f"{TICKETS}/{ref}/answer", json={"answer": "yes"}, headers=curator)
        answer = client.post(f"{TICKETS}/{ref}/reopen", json={"reason": "a\x00"}, headers=officer)
        assert answer.status_code == 422


class TestStates:
    """The table of moves."""

    def test_nobody_outside_may_do_anything(self):
        """Neither Hub nor asker: no move from any state."""
        assert all(permitted(state, hub=False, asker=False) == () for state in State)

    def test_only_an_answered_ticket_closes(self):
        """Closing a ticket nobody answered must never happen."""
        assert MOVES[Move.CLOSE][0] == {State.ANSWERED}

    def test_end_states_stay_ended(self):
        """Withdrawn and merged lead nowhere."""
        for state in (State.WITHDRAWN, State.MERGED):
            assert permitted(state, hub=True, asker=True) == ()
            assert state not in OWED
