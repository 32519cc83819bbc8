"""What could not be delivered is seen by who sees to it, tried again or put aside, and audited."""

import pytest
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.outbox.kinds import OF_TICKETS
from api.outbox.models import DeliveryState, OutboxEntry
from api.retention.deletion import FORGET_DIALOGUE
from api.tickets import service as tickets
from api.tickets.delivery import DELIVER_ANSWER
from api.tickets.subscribers import DELIVER_TO_SUBSCRIBER
from tests.api.deliveries.queueing import PERSONAL, find, queue

URL = "/v1/deliveries"


def listed(client, headers, **query):
    answer = client.get(URL, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def audited(database):
    with database.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "delivery"))
        return [(row.action, int(row.object_id)) for row in rows]


class TestListDeliveries:
    """GET /v1/deliveries."""

    def test_who_may(self, client, officer):
        """The Hub's staff."""
        assert client.get(URL).status_code == 401
        assert client.get(URL, headers=officer).status_code == 403

    def test_curators_see_tickets_answers_and_administrators_all(
        self, client, curator, admin, database
    ):
        """By kind; another's does not exist."""
        answer, mail = queue(database), queue(database, "notice_mail")
        assert listed(client, curator) == [answer]
        assert listed(client, admin) == [mail, answer]
        assert listed(client, curator, kind="notice_mail") == []
        assert client.post(f"{URL}/{mail}/try-again", headers=curator).status_code == 404

    def test_the_kinds_of_tickets_are_those(self):
        """Named apart, because the frame of a page may not ask tickets."""
        assert OF_TICKETS == (DELIVER_ANSWER, DELIVER_TO_SUBSCRIBER)

    def test_each_view_has_its_states(self, client, curator, database):
        """Dead, waiting (with what is being sent), put aside; what arrived is in none."""
        numbers = {state: queue(database, state=state) for state in DeliveryState}
        assert listed(client, curator, view="dead") == [numbers[DeliveryState.DEAD]]
        waiting = [numbers[DeliveryState.SENDING], numbers[DeliveryState.PENDING]]
        assert listed(client, curator, view="waiting") == waiting
        assert listed(client, curator, view="aside") == [numbers[DeliveryState.ASIDE]]

    def test_newest_first_in_pages(self, client, curator, database):
        """Each on one page."""
        numbers = [queue(database) for _ in range(5)]
        seen, before = [], None
        while True:
            query = {"limit": 2} | ({"before": before} if before else {})
            page = client.get(URL, headers=curator, params=query).json()
            seen += [item["id"] for item in page["items"]]
            if (before := page["next"]) is None:
                break
        assert seen == numbers[::-1]

    def test_nothing_of_what_was_to_be_delivered_is_shown(self, client, admin, database):
        """The reference, and no more of the payload."""
        queue(database)
        answer = client.get(URL, headers=admin)
        assert answer.json()["items"][0]["about"] == "PF-2026-000001"
        assert PERSONAL not in answer.text

    @pytest.mark.parametrize("query", ["view=x", "before=0", "limit=201", f"kind={'x' * 41}"])
    def test_a_wrong_query_is_422(self, client, curator, query):
        """Named."""
        assert client.get(f"{URL}?{query}", headers=curator).status_code == 422


class TestTryAgain:
    """POST /v1/deliveries/{id}/try-again."""

    @pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.ASIDE])
    def test_it_waits_as_if_it_were_new(self, client, curator, database, state):
        """Audited, the second click not."""
        number = queue(database, state=state, reason="why not")
        for _ in range(2):
            shown = client.post(f"{URL}/{number}/try-again", headers=curator).json()
            assert (shown["state"], shown["attempts"], shown["error"]) == ("pending", 0, None)
        assert audited(database) == [("delivery_tried_again", number)]

    @pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.DELIVERED])
    def test_what_is_under_way_or_there_is_409(self, client, curator, database, state):
        """It would arrive twice."""
        number = queue(database, state=state)
        assert client.post(f"{URL}/{number}/try-again", headers=curator).status_code == 409
        assert find(database, number).state == state

    def test_an_answer_that_failed_does_arrive(self, client, app, officer, curator, database):
        """The ticket says that it is on its way again, then that it is there."""
        chat = client.post("/v1/chat/messages", json={"text": "hello"}, headers=officer).json()
        new = {"question": "Why?", "conversation_id": chat["conversation_id"]}
        ref = client.post("/v1/tickets", json=new, headers=officer).json()["ref"]
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "So."}, headers=curator)
        relay = app.state.relay
        with database.writing() as session:
            row = session.scalars(select(OutboxEntry)).one()
            row.state, row.attempts = DeliveryState.DEAD, 8
            tickets.mark_undelivered(session, row.payload, "ConnectionError")
            number = row.id
        assert client.get(f"/v1/tickets/{ref}", headers=curator).json()["delivery"] == "failed"
        client.post(f"{URL}/{number}/try-again", headers=curator)
        assert client.get(f"/v1/tickets/{ref}", headers=curator).json()["delivery"] == "pending"
        assert relay.deliver_next()
        assert client.get(f"/v1/tickets/{ref}", headers=curator).json()["delivery"] == "delivered"

    def test_a_missing_one_is_404(self, client, curator):
        """As another's is."""
        assert client.post(f"{URL}/999/try-again", headers=curator).status_code == 404


class TestPutAside:
    """POST /v1/deliveries/{id}/put-aside."""

    def test_it_is_delivered_no_more(self, client, app, curator, database):
        """For a reason that is kept, without what is personal in it; audited once."""
        number = queue(database, state=DeliveryState.PENDING)
        for reason in ("told on 07700 900123", "again"):
            url, body = f"{URL}/{number}/put-aside", {"reason": reason}
            assert client.post(url, json=body, headers=curator).json()["state"] == "aside"
        assert not app.state.relay.deliver_next()
        kept = find(database, number).reason
        assert kept is not None and kept.startswith("told on") and "900123" not in kept
        assert audited(database) == [("delivery_put_aside", number)]

    @pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 501}, {"reason": 1}])
    def test_without_a_proper_reason_it_is_422(self, client, curator, database, body):
        """And stays."""
        number = queue(database)
        answer = client.post(f"{URL}/{number}/put-aside", json=body, headers=curator)
        assert answer.status_code == 422
        assert find(database, number).state == "dead"

    def test_what_was_deleted_is_deleted_everywhere(self, client, admin, database):
        """Nobody may put that aside."""
        number = queue(database, FORGET_DIALOGUE, DeliveryState.PENDING, payload={})
        url = f"{URL}/{number}/put-aside"
        assert client.post(url, json={"reason": "x"}, headers=admin).status_code == 409


class TestSeveral:
    """POST /v1/deliveries/try-again and /put-aside."""

    def test_with_each_that_it_can_be_done_with(self, client, curator, database):
        """The others are named, and left as they are."""
        dead, sending = queue(database), queue(database, state=DeliveryState.SENDING)
        body = {"ids": [dead, sending, 999, dead]}
        done = client.post(f"{URL}/try-again", json=body, headers=curator).json()
        assert done == {"done": 1, "left": [sending, 999]}
        body = {"ids": [dead], "reason": "not needed"}
        done = client.post(f"{URL}/put-aside", json=body, headers=curator).json()
        assert done == {"done": 1, "left": []}

    @pytest.mark.parametrize("ids", [[], [0], ["x"], list(range(1, 502))])
    def test_none_too_many_or_nonsense_is_422(self, client, curator, ids):
        """At most 500 at once."""
        answer = client.post(f"{URL}/try-again", json={"ids": ids}, headers=curator)
        assert answer.status_code == 422
