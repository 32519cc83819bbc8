"""Tickets of before the queue have a place in it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from api.cli import migrate
from api.db import Database
from api.settings import ROOT
from api.tickets import need, queueing
from api.tickets.filters import QueueFilter
from tests.api.tickets.people import JO

BEFORE = "0010"
USER = (
    "INSERT INTO users (id, username, name, role, demo, active)"
    " VALUES ('u', 'u', 'U', 'officer', 1, 1)"
)
TICKET = (
    "INSERT INTO tickets (ref, kind, question, details, state, asker_id, asker_name, delivery,"
    " version, created_at, updated_at)"
    " VALUES (:ref, 'idea', 'q', '{}', :state, 'u', 'U', 'none', 1, :at, :at)"
)


class TestUpgrade:
    """From a database that knows no urgency."""

    def test_what_was_owed_is_in_the_queue_and_what_was_answered_is_not(self, tmp_path):
        """In the order they came, and weighed as the service levels say."""
        url = f"sqlite:///{tmp_path / 'x.db'}"
        database = Database(url)
        config = Config()
        config.set_main_option("script_location", str(ROOT / "api" / "migrations"))
        config.set_main_option("sqlalchemy.url", url)
        command.upgrade(config, BEFORE)
        with database.writing() as session:
            session.execute(text(USER))
            for n, state in enumerate(("closed", "new", "reopened"), 1):
                at = f"2026-01-0{n} 09:00:00.000000"
                session.execute(text(TICKET), {"ref": f"PF-{n}", "state": state, "at": at})
        migrate(url)
        with database.writing() as session:
            page = queueing.page(session, JO, QueueFilter())
            assert [item.ref for item in page.items] == ["PF-2", "PF-3"]
            assert all(item.sorting.overdue for item in page.items)
            assert need.weigh_all(session) == 0
