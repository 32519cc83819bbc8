"""A move sent again under its key is answered as the first time, and nothing is done twice."""

import pytest
from sqlalchemy import func, select

from api.audit.models import AuditEntry
from api.outbox.models import OutboxEntry
from tests.api.tickets.test_tickets import TICKETS, open_ticket

ANSWER = {"answer": "Mark the lamps."}


@pytest.fixture
def ref(client, officer):
    """An open ticket that came from a conversation."""
    said = client.post("/v1/chat/messages", json={"text": "lamp theft"}, headers=officer).json()
    return open_ticket(client, officer, conversation_id=said["conversation_id"])["ref"]


@pytest.fixture
def count(app):
    """How often that was recorded, and how many answers wait to be delivered or were."""

    def of(action):
        with app.state.database.reading() as session:
            rows = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
            answers = select(func.count()).select_from(OutboxEntry)
            answers = answers.where(OutboxEntry.kind == "ticket_answer")
            return session.scalar(rows), session.scalar(answers)

    return of


class TestOnce:
    """POST /v1/tickets/{ref}/…, with an Idempotency-Key."""

    def test_second_answer_is_the_first_ones(self, client, curator, ref, count):
        """One answer, one entry, one delivery; without the key it would be refused."""
        headers = curator | {"Idempotency-Key": "k"}
        first, second = (
            client.post(f"{TICKETS}/{ref}/answer", json=ANSWER, headers=headers) for _ in range(2)
        )
        assert first.status_code == second.status_code == 200
        assert first.json() == second.json()
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert count("ticket_answer") == (1, 1)
        again = client.post(f"{TICKETS}/{ref}/answer", json=ANSWER, headers=curator)
        assert again.status_code == 409

    @pytest.mark.parametrize(
        "moves", [("assign",), ("assign", "start"), ("assign", "put-back"), ("answer", "close"),
                  ("answer", "reopen")],
    )  # fmt: skip
    def test_every_move(self, client, curator, ref, moves):
        """Each has the answer of its first time."""
        for move in moves:
            headers = curator | {"Idempotency-Key": move}
            body = ANSWER if move == "answer" else None
            first, second = (
                client.post(f"{TICKETS}/{ref}/{move}", json=body, headers=headers) for _ in range(2)
            )
            assert first.status_code == 200, first.text
            assert first.json() == second.json()

    def test_withdrawing(self, client, officer, ref):
        """By its asker."""
        headers = officer | {"Idempotency-Key": "w"}
        for _ in range(2):
            assert client.post(f"{TICKETS}/{ref}/withdraw", headers=headers).status_code == 200

    def test_another_answer_under_the_same_key_is_refused(self, client, curator, ref):
        """A key is one request's, and one ticket's."""
        headers = curator | {"Idempotency-Key": "k"}
        assert client.post(f"{TICKETS}/{ref}/answer", json=ANSWER, headers=headers).is_success
        for path in (f"{ref}/answer", "PF-2026-999999/answer"):
            other = client.post(f"{TICKETS}/{path}", json={"answer": "No."}, headers=headers)
            assert (other.status_code, other.json()["code"]) == (422, "key_reused")

    def test_what_was_refused_leaves_its_key_free(self, client, curator, ref):
        """The same request may come again when the ticket has moved."""
        headers = curator | {"Idempotency-Key": "k"}
        assert client.post(f"{TICKETS}/{ref}/close", headers=headers).status_code == 409
        client.post(f"{TICKETS}/{ref}/answer", json=ANSWER, headers=curator)
        assert client.post(f"{TICKETS}/{ref}/close", headers=headers).status_code == 200
