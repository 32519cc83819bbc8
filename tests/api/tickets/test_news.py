"""Who is told what about a ticket: each once, in the app."""

from sqlalchemy import select

from api.notifications.models import NoticeEntry
from tests.api.tickets.asking import QUESTION, TICKETS, answered, opened


def told(app, kind):
    """Return (user id, about) of every notice of a kind."""
    with app.state.database.reading() as session:
        query = select(NoticeEntry.user_id, NoticeEntry.about).where(NoticeEntry.kind == kind)
        return [tuple(row) for row in session.execute(query)]


class TestTellAnswered:
    """Everybody who waited."""

    def test_asker_and_joined_each_once(self, client, app, officer, officer_b, curator):
        """Again for an answer after the first."""
        ref = opened(client, officer)
        client.post(f"{TICKETS}/{ref}/join", json={"question": QUESTION}, headers=officer_b)
        answered(client, curator, ref)
        assert [about for _, about in told(app, "ticket_answered")] == [ref, ref]
        client.post(f"{TICKETS}/{ref}/reopen", headers=officer)
        answered(client, curator, ref)
        assert len(told(app, "ticket_answered")) == 4


class TestTellReopened:
    """Whoever had it."""

    def test_not_of_ones_own_doing(self, client, app, officer, curator):
        """By the officer it is news; by the curator who has it, none."""
        ref = opened(client, officer)
        client.post(f"{TICKETS}/{ref}/assign", headers=curator)
        answered(client, curator, ref)
        client.post(f"{TICKETS}/{ref}/reopen", headers=curator)
        assert told(app, "ticket_reopened") == []
        answered(client, curator, ref)
        client.post(f"{TICKETS}/{ref}/reopen", headers=officer)
        assert len(told(app, "ticket_reopened")) == 1
