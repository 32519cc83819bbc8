"""Whether the answer reached everybody; where it did not, that is work for a person."""

import pytest

from api.tickets.models import Ticket
from tests.api.channels.test_delivery import wait_for
from tests.api.tickets.asking import TICKETS, answered, audited, opened


@pytest.fixture
def failed(client, app, officer, curator):
    """An answer that did not reach who asked: its reference, and who that is."""
    said = client.post("/v1/chat/messages", json={"text": "hello"}, headers=officer).json()
    ref = opened(client, officer, conversation_id=said["conversation_id"])
    answered(client, curator, ref)
    wait_for(lambda: recipients(client, curator, ref)[0]["delivery"] == "delivered")
    with app.state.database.writing() as session:
        ticket = session.get_one(Ticket, ref)
        ticket.delivery, ticket.delivery_error = "failed", "ConnectionError"
        return ref, ticket.asker_id


def recipients(client, headers, ref):
    """Return to whom the answer goes."""
    response = client.get(f"{TICKETS}/{ref}/deliveries", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def post(client, headers, ref, user_id, what, body=None):
    """Do something about an answer that did not arrive."""
    url = f"{TICKETS}/{ref}/deliveries/{user_id}/{what}"
    return client.post(url, json=body, headers=headers)


class TestBringAgain:
    """POST …/deliveries/{user_id}/again."""

    def test_it_arrives(self, client, app, curator, failed):
        """Through the outbox, as the first time; that is in the audit log."""
        ref, user_id = failed
        assert post(client, curator, ref, user_id, "again").status_code == 204
        wait_for(lambda: recipients(client, curator, ref)[0]["delivery"] == "delivered")
        assert audited(app, "delivery_tried_again") == [ref]

    def test_what_did_arrive_is_not_brought_twice(self, client, curator, failed):
        """409."""
        ref, user_id = failed
        post(client, curator, ref, user_id, "again")
        wait_for(lambda: recipients(client, curator, ref)[0]["delivery"] == "delivered")
        assert post(client, curator, ref, user_id, "again").status_code == 409


class TestTellByHand:
    """POST …/deliveries/{user_id}/by-hand."""

    def test_it_is_kept_who_told_them_and_how(self, client, app, curator, failed):
        """Redacted, and done once."""
        ref, user_id = failed
        for _ in range(2):
            told = post(client, curator, ref, user_id, "by-hand", {"how": "Rang 07700 900123"})
            assert told.status_code == 204
        [row] = recipients(client, curator, ref)
        assert row["delivery"] == "by_hand" and len(row["told"]) == 1
        assert "900123" not in row["told"][0]["how"]
        assert audited(app, "told_by_hand") == [ref]

    @pytest.mark.parametrize("how", ["", " ", "a\x00b", "x" * 2001])
    def test_saying_how_is_needed(self, client, curator, failed, how):
        """422."""
        assert post(client, curator, *failed, "by-hand", {"how": how}).status_code == 422


class TestDoors:
    """The Hub's alone; somebody who waits for no answer of the ticket is 404."""

    @pytest.mark.parametrize("what", ["again", "by-hand"])
    def test_who_may_not(self, client, officer, curator, failed, what):
        """401, 403, 404."""
        ref, user_id = failed
        body = {"how": "x"}
        assert post(client, None, ref, user_id, what, body).status_code == 401
        assert post(client, officer, ref, user_id, what, body).status_code == 403
        assert post(client, curator, ref, "nobody", what, body).status_code == 404
        assert post(client, curator, "PF-2020-000001", user_id, what, body).status_code == 404
        assert client.get(f"{TICKETS}/{ref}/deliveries").status_code == 401
        assert client.get(f"{TICKETS}/{ref}/deliveries", headers=officer).status_code == 403
