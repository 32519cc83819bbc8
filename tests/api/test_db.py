"""The database: one transaction, immediate for writers, callbacks after the commit only."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from api.audit.models import AuditEntry
from api.db import Base, Database, after_commit


@pytest.fixture
def database(tmp_path):
    """A fresh SQLite file with every table."""
    import api.models

    assert api.models.metadata is Base.metadata
    fresh = Database(f"sqlite:///{tmp_path / 'a' / 'b.db'}")
    Base.metadata.create_all(fresh.engine)
    return fresh


class TestWriting:
    """`writing()` commits once at its end."""

    def test_wal_and_foreign_keys_are_on(self, database):
        """As the design says."""
        with database.reading() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert session.scalar(text("PRAGMA foreign_keys")) == 1

    def test_two_writers_queue_instead_of_failing(self, database):
        """Fifty increments by eight threads end at four hundred."""
        with database.writing() as session:
            session.execute(text("CREATE TABLE n (v INTEGER)"))
            session.execute(text("INSERT INTO n VALUES (0)"))

        def work():
            for _ in range(50):
                with database.writing() as session:
                    value = session.scalar(text("SELECT v FROM n"))
                    session.execute(text("UPDATE n SET v = :v"), {"v": value + 1})

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.reading() as session:
            assert session.scalar(text("SELECT v FROM n")) == 400

    def test_callbacks_run_after_the_commit_only(self, database):
        """A failed transaction tells nobody."""
        told = []
        with database.writing() as session:
            after_commit(session, lambda: told.append("kept"))
            assert told == []
        with pytest.raises(RuntimeError), database.writing() as session:
            after_commit(session, lambda: told.append("lost"))
            raise RuntimeError
        assert told == ["kept"]

    def test_reading_changes_nothing(self, database):
        """Even if somebody adds a row by mistake."""
        with database.reading() as session:
            session.add(entry(datetime.now(UTC)))
            session.flush()
        with database.reading() as session:
            assert session.query(AuditEntry).count() == 0


class TestUtcDateTime:
    """Timestamps are aware UTC."""

    def test_naive_is_refused(self, database):
        """A time without a zone is a bug."""
        with pytest.raises(StatementError), database.writing() as session:
            session.add(entry(datetime(2026, 1, 1)))

    def test_it_comes_back_aware(self, database):
        """And the same."""
        at = datetime(2026, 6, 1, 12, tzinfo=UTC)
        with database.writing() as session:
            session.add(entry(at))
        with database.reading() as session:
            assert session.query(AuditEntry).one().at == at


def entry(at):
    """Return an audit entry at that time."""
    return AuditEntry(at=at, actor_id="a", action="x", object_kind="ticket", object_id="PF-1")
