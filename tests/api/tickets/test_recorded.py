"""Whoever of the Hub reads what an officer wrote is in the audit log, by every way there is."""

import pytest
from sqlalchemy import select

from api.audit.models import AuditEntry
from tests.api.tickets.test_tickets import TICKETS, open_ticket


@pytest.fixture
def recorded(app):
    """(action, object id) of every entry about tickets and the queue."""

    def read():
        with app.state.database.reading() as session:
            query = select(AuditEntry.action, AuditEntry.object_id).order_by(AuditEntry.id)
            kinds = AuditEntry.object_kind.in_(["ticket", "queue"])
            return [tuple(row) for row in session.execute(query.where(kinds))]

    return read


class TestReading:
    """GET, as a curator."""

    @pytest.mark.parametrize("path", [f"{TICKETS}?queue=true", "/v1/queue", "/console"])
    def test_a_page_of_the_queue(self, client, officer, curator, recorded, path):
        """One entry, with which requests were on it."""
        ref = open_ticket(client, officer)["ref"]
        assert client.get(path, headers=curator).status_code == 200
        assert recorded()[1:] == [("queue_read", f"{ref} to {ref}, 1")]

    def test_ones_own_list_is_nobodys_reading(self, client, officer, recorded):
        """What one wrote oneself."""
        open_ticket(client, officer)
        assert client.get(TICKETS, headers=officer).status_code == 200
        assert [action for action, _ in recorded()] == ["ticket_opened"]

    @pytest.mark.parametrize("part", ["notes", "hand-overs", "deliveries"])
    def test_what_hangs_on_a_ticket(self, client, officer, curator, recorded, part):
        """By scripts too."""
        ref = open_ticket(client, officer)["ref"]
        assert client.get(f"{TICKETS}/{ref}/{part}", headers=curator).status_code == 200
        assert recorded()[1:] == [(f"{part.replace('-', '_')}_read", ref)]
