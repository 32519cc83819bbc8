"""One period at a time, audited, seen by every process at its next look."""

import threading
from datetime import timedelta

from sqlalchemy import select

from api.audit.models import AuditEntry
from api.db import Database, utc_now
from api.hub_only import service
from api.wording import wording
from tests.api.hub_only.switching import PUBLIC, SECRET, switch


def audited(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "hub_only"))
        return [row.action for row in rows]


class TestSwitch:
    """On, off, each once."""

    def test_it_is_off_until_it_is_switched_on(self, database):
        """A new database answers."""
        with database.reading() as session:
            assert not service.is_on(session)
            assert service.sentence(session) is None

    def test_another_process_sees_it_at_once(self, database, settings):
        """Nothing is kept in memory."""
        other = Database(settings.database)
        switch(database)
        with other.reading() as session:
            assert service.sentence(session) == PUBLIC
        switch(database, on=False)
        with other.reading() as session:
            assert not service.is_on(session)

    def test_a_second_click_changes_nothing(self, database):
        """Neither on nor off, nor the audit log."""
        for on in (True, True, False, False):
            switch(database, on=on)
        assert audited(database) == ["hub_only_on", "hub_only_off"]

    def test_two_leads_at_once_begin_one_period(self, database):
        """The constraint settles it."""
        threads = [threading.Thread(target=switch, args=(database,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.reading() as session:
            assert len(service.history(session, 50).items) == 1
        assert audited(database) == ["hub_only_on"]

    def test_without_a_sentence_of_theirs_officers_read_ours(self, database):
        """Which names no reason."""
        assert switch(database, public="").public == wording().hub_only.public

    def test_the_reason_is_not_what_everybody_may_know(self, database):
        """It is in the history alone."""
        assert SECRET not in switch(database).model_dump_json()


class TestHistory:
    """When, by whom, why."""

    def test_newest_first_in_pages(self, database):
        """Each period once."""
        for on in (True, False) * 3:
            switch(database, on=on)
        with database.reading() as session:
            first = service.history(session, 2)
            second = service.history(session, 2, first.next)
        ids = [item.id for item in (*first.items, *second.items)]
        assert (ids, second.next) == (sorted(ids, reverse=True), None)
        assert first.items[0].off_reason == first.items[0].on_reason == SECRET


class TestPurge:
    """By age, by the retention schedule."""

    def test_what_lasts_is_kept(self, database):
        """However old it is."""
        switch(database)
        switch(database, on=False)
        switch(database)
        with database.writing() as session:
            assert len(service.purge(session, utc_now() + timedelta(days=1), 50)) == 1
            assert service.is_on(session)
