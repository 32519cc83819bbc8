"""Closing with a reason, confirming, and what was meant for an older version."""

import pytest

from tests.api.tickets.asking import TICKETS, answered, audited, opened, read, tag


class TestClose:
    """No empty close: an answer, or a reason that the officer gets as one."""

    def test_a_reason_is_an_answer_to_the_officer(self, client, officer, curator):
        """The reason's own words and the curator's; it counts as unread."""
        ref = opened(client, officer)
        closing = {"reason": "not_for_hub", "words": "The **control room** can help."}
        closed = client.post(f"{TICKETS}/{ref}/close", json=closing, headers=curator).json()
        assert (closed["state"], closed["close_reason"]) == ("closed", "not_for_hub")
        seen = read(client, officer, ref)
        assert "not something the Prevention Hub can answer" in seen["answer"]
        assert "<strong>control room</strong>" in seen["answer_html"]
        assert seen["unread"]

    @pytest.mark.parametrize("reason", ["duplicate", "not_for_hub", "other"])
    def test_a_reason_that_sends_nowhere_needs_words(self, client, officer, curator, reason):
        """422, and the ticket is still owed an answer."""
        ref = opened(client, officer)
        url = f"{TICKETS}/{ref}/close"
        for words in ("", " \n", "\u200b"):
            body = {"reason": reason, "words": words}
            assert client.post(url, json=body, headers=curator).status_code == 422
        assert read(client, officer, ref)["state"] == "new"

    def test_personal_data_is_taken_out_of_the_words(self, client, officer, curator):
        """As of every answer."""
        ref = opened(client, officer)
        closing = {"reason": "already_done", "words": "Ring 07700 900123."}
        body = client.post(f"{TICKETS}/{ref}/close", json=closing, headers=curator).json()
        assert "900123" not in body["answer"]

    def test_a_second_click_changes_nothing(self, client, officer, curator):
        """Nor sends anything twice."""
        ref = opened(client, officer)
        for _ in range(2):
            body = {"reason": "already_done"}
            response = client.post(f"{TICKETS}/{ref}/close", json=body, headers=curator)
            assert response.status_code == 200
        assert response.json()["version"] == 2

    def test_reopened_it_is_owed_an_answer_again(self, client, officer, curator):
        """And the reason it was closed for is forgotten with the answer."""
        ref = opened(client, officer)
        body = {"reason": "too_little"}
        client.post(f"{TICKETS}/{ref}/close", json=body, headers=curator)
        client.post(f"{TICKETS}/{ref}/reopen", json={"reason": "It was the rec"}, headers=officer)
        assert answered(client, curator, ref)["close_reason"] is None


class TestConfirm:
    """ "That settled it": from the asker alone."""

    def test_it_closes_the_ticket(self, client, app, officer, curator):
        """Once: a second click changes nothing, and it is not offered again."""
        ref = opened(client, officer)
        answered(client, curator, ref)
        for _ in range(2):
            shown = client.post(f"{TICKETS}/{ref}/confirm", headers=officer).json()
        assert shown["state"] == "closed" and shown["settled_at"]
        assert "confirm" not in shown["moves"]
        assert audited(app, "ticket_confirm") == [ref]

    def test_a_closed_one_can_still_be_confirmed(self, client, officer, curator):
        """The Hub may have been quicker."""
        ref = opened(client, officer)
        answered(client, curator, ref)
        client.post(f"{TICKETS}/{ref}/close", headers=curator)
        assert "confirm" in read(client, officer, ref)["moves"]
        shown = client.post(f"{TICKETS}/{ref}/confirm", headers=officer).json()
        assert shown["settled_at"]

    def test_reopening_takes_it_back(self, client, officer, curator):
        """What did not last is not settled."""
        ref = opened(client, officer)
        answered(client, curator, ref)
        client.post(f"{TICKETS}/{ref}/confirm", headers=officer)
        again = client.post(f"{TICKETS}/{ref}/reopen", json={"reason": "back"}, headers=officer)
        assert (again.json()["state"], again.json()["settled_at"]) == ("reopened", None)


class TestCheckVersion:
    """If-Match on everything that edits: what was meant for an older version is 412."""

    @pytest.mark.parametrize(
        ("move", "body"),
        [
            ("assign", None),
            ("answer", {"answer": "x"}),
            ("close", {"reason": "already_done"}),
            ("merge", {"into": "PF-2020-000001"}),
            ("hand-over", {"partner": "analysts", "text": "x"}),
        ],
    )
    def test_the_second_curator_is_told(self, client, officer, curator, curator_b, move, body):
        """Whatever they do, after another has taken the ticket on."""
        ref = opened(client, officer)
        old = tag(client, curator_b, ref)
        client.post(f"{TICKETS}/{ref}/assign", headers=curator)
        late = client.post(f"{TICKETS}/{ref}/{move}", json=body, headers=old)
        assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")

    @pytest.mark.parametrize("move", ["reopen", "confirm"])
    def test_the_officer_is_told_too(self, client, officer, curator, move):
        """Answered anew meanwhile: they have not read that yet."""
        ref = opened(client, officer)
        old = tag(client, officer, ref)
        answered(client, curator, ref)
        assert client.post(f"{TICKETS}/{ref}/{move}", headers=old).status_code == 412

    def test_withdrawing_what_was_taken_on_meanwhile(self, client, officer, curator):
        """The officer sees that first."""
        ref = opened(client, officer)
        old = tag(client, officer, ref)
        client.post(f"{TICKETS}/{ref}/assign", headers=curator)
        assert client.post(f"{TICKETS}/{ref}/withdraw", headers=old).status_code == 412
