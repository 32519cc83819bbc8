"""Recording is part of the change, in one chain, however many write; purging keeps it whole."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from api.audit import service
from api.audit.head_file import HeadFile
from api.audit.models import AuditEntry
from api.audit.sealing import open_database
from api.db import clock, utc_now
from tests.api.audit.conftest import add, record


class TestRecord:
    """`record`."""

    def test_rolled_back_with_the_change(self, database, check, lines):
        """Neither the chain nor the file knows of it."""
        with pytest.raises(RuntimeError), database.writing() as session:
            record(session, "never")
            raise RuntimeError
        add(database, "next")
        report = check()
        assert report.holds and report.last == 6 and len(lines()) == 6

    def test_rolled_back_to_a_savepoint(self, database, check):
        """What is left of the transaction is one chain."""
        with database.writing() as session:
            record(session, "first")
            nested = session.begin_nested()
            record(session, "taken back")
            nested.rollback()
            record(session, "second")
        report = check()
        assert report.holds and report.last == 7 and report.unsaid == 0

    def test_many_at_once(self, database, check):
        """Eight threads, one chain without a gap, and a file that never goes back."""

        def work(name):
            for number in range(10):
                add(database, f"{name}-{number}")

        threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report = check()
        assert report.holds and (report.entries, report.unsaid) == (85, 0)

    def test_disk_full_does_not_undo_what_is_committed(self, database, check, monkeypatch):
        """The file follows with the next commit."""

        def full(*_):
            raise OSError("no space left")

        with monkeypatch.context() as broken:
            broken.setattr("os.fsync", full)
            add(database, "while it was full")
        add(database, "next")
        report = check()
        assert report.holds and report.unsaid == 0


class TestBegin:
    """Entries from before the chain."""

    def test_seals_what_is_there(self, settings, check, tamper, database):
        """In their order, whatever their numbers; and says in the log how many that were."""
        tamper(
            "DELETE FROM audit_head",
            "DELETE FROM audit_entries WHERE id IN (1, 3)",
            "UPDATE audit_entries SET mac = NULL, key_id = NULL, at = '2024-01-01 00:00:00.000000'",
        )
        settings.audit_heads.unlink()
        service.start(database)
        report = check()
        assert report.holds and (report.entries, report.last) == (4, 6)

    def test_first_record_of_a_bare_database(self, settings):
        """Nobody has to start anything."""
        add(open_database(settings), "first")
        with open_database(settings).reading() as session:
            actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
            assert list(actions) == [service.BEGUN, "ticket_read"]


class TestAppendOnly:
    """What the database itself refuses."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entries SET actor_id = 'sam' WHERE id = 3",
            "UPDATE audit_entries SET mac = NULL WHERE id = 3",
            "DELETE FROM audit_entries WHERE id = 3",
            "DELETE FROM audit_entries",
        ],
    )
    def test_refuses(self, database, check, statement):
        """No change and no deletion, by whatever code of ours."""
        with pytest.raises(DatabaseError, match="append-only"), database.writing() as session:
            session.execute(text(statement))
        assert check().holds


class TestPurge:
    """`purge`."""

    @pytest.fixture
    def a_year_later(self, database):
        """Two entries of a year from now."""
        clock.ahead = timedelta(days=365)
        for name in ("new-1", "new-2"):
            add(database, name)
        yield
        clock.ahead = timedelta()

    def purge(self, database, limit=50):
        """Purge what is older than a month."""
        with database.writing() as session:
            return service.purge(session, utc_now() - timedelta(days=30), limit)

    def test_chain_holds_without_what_is_gone(self, database, check, a_year_later):
        """It begins at the anchor now, and goes on."""
        assert len(self.purge(database)) == 5
        add(database, "after")
        report = check()
        assert report.holds
        assert (report.purged_through, report.first, report.last) == (5, 6, 8)

    def test_in_batches(self, database, check, a_year_later):
        """Each has an anchor of its own in the place of the one before."""
        assert [len(self.purge(database, 2)) for _ in range(4)] == [2, 2, 1, 0]
        assert check().holds

    def test_all_of_it(self, database, check):
        """An empty log that was purged is no wiped one."""
        clock.ahead = timedelta(days=365)
        try:
            self.purge(database)
            assert check().holds
            add(database, "next")
            assert check().holds
        finally:
            clock.ahead = timedelta()

    def test_cut_after_a_purge_is_found(self, database, check, tamper, a_year_later):
        """The anchor vouches for what is gone, and for nothing else."""
        self.purge(database)
        tamper("DELETE FROM audit_entries")
        assert not check().holds

    def test_refuses_to_delete_evidence(self, database, check, tamper, a_year_later):
        """What is not as it was written stays until somebody has looked at it."""
        tamper("UPDATE audit_entries SET actor_id = 'sam' WHERE id = 3")
        assert self.purge(database) == []
        assert check().entries == 7


class TestHeadFile:
    """`HeadFile.follow`."""

    def test_is_its_owners_alone(self, database, settings):
        """And lies where the setting says."""
        assert settings.audit_heads.stat().st_mode & 0o077 == 0

    def test_never_goes_back(self, database, settings, lines):
        """A head that is older than the last line is not written."""
        before = lines()
        HeadFile(settings.audit_heads).follow(lambda: None)
        older = HeadFile(settings.audit_heads).heads(10_000)
        first = next(older)
        HeadFile(settings.audit_heads).follow(lambda: first)
        assert lines() == before
