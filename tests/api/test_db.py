"""The database: one transaction, immediate for writers, callbacks after the commit only."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_mock_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from api.audit.models import AuditEntry
from api.db import Base, Database, after_commit, delete_older, insert_into
from api.idempotency.models import KeptRequest
from api.identity.models import User


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


DAYS = [datetime(2026, 6, day, tzinfo=UTC) for day in (5, 1, 4, 2, 3)]


class TestDeleteOlder:
    """Rows from before a moment go, the oldest first, and their dates are told."""

    @pytest.fixture
    def entries(self, database):
        """An entry a day, in no order."""
        with database.writing() as session:
            session.add_all(map(entry, DAYS))

    def days_left(self, database):
        """Return the days of June that still have an entry."""
        with database.reading() as session:
            return sorted(row.at.day for row in session.query(AuditEntry))

    @pytest.mark.parametrize(
        ("limit", "gone", "left"),
        [(9, [1, 2, 3], [4, 5]), (2, [1, 2], [3, 4, 5]), (0, [], [1, 2, 3, 4, 5])],
    )
    def test_takes_the_oldest_up_to_the_limit(self, database, entries, limit, gone, left):
        """And never the moment itself."""
        with database.writing() as session:
            dates = delete_older(session, AuditEntry.at, max(DAYS) - timedelta(days=1), limit)
        assert sorted(dates) == [datetime(2026, 6, day, tzinfo=UTC) for day in gone]
        assert self.days_left(database) == left

    def test_leaves_what_a_condition_does_not_hold_for(self, database, entries):
        """It does not count towards the limit either."""
        with database.writing() as session:
            later = AuditEntry.at > min(DAYS)
            dates = delete_older(session, AuditEntry.at, max(DAYS), 2, later)
        assert sorted(at.day for at in dates) == [2, 3]
        assert self.days_left(database) == [1, 4, 5]

    def test_rows_with_a_key_of_two_columns(self, database):
        """One user's key is not another's."""
        with database.writing() as session:
            for user, day in (("a", 1), ("b", 2)):
                session.add(User(id=user, username=user, name=user, role="officer"))
                session.flush()
                at = datetime(2026, 6, day, tzinfo=UTC)
                session.add(KeptRequest(user_id=user, key="k", fingerprint="f", created_at=at))
            session.flush()
            assert len(delete_older(session, KeptRequest.created_at, max(DAYS), 1)) == 1
            assert [row.user_id for row in session.query(KeptRequest)] == ["b"]


def entry(at):
    """Return an audit entry at that time."""
    return AuditEntry(at=at, actor_id="a", action="x", object_kind="ticket", object_id="PF-1")


class TestInsertInto:
    """An INSERT with ON CONFLICT is in the words of the database at hand."""

    def test_it_is_postgresqls_for_postgresql(self):
        """Its own kind of statement, which its compiler can say."""
        engine = create_mock_engine("postgresql+psycopg://", lambda *_: None)
        statement = insert_into(Session(engine), User).on_conflict_do_nothing()
        assert "ON CONFLICT DO NOTHING" in str(statement.compile(dialect=postgresql.dialect()))

    def test_it_is_sqlites_for_sqlite(self, database):
        """And is run by it."""
        with database.writing() as session:
            row = {"id": "u", "username": "u", "name": "U", "role": "officer"}
            for _ in range(2):
                session.execute(insert_into(session, User).values(row).on_conflict_do_nothing())
            assert session.scalar(text("SELECT count(*) FROM users")) == 1
