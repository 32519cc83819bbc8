"""Nobody is told the same thing twice, and nobody sees what another was told."""

import threading

import pytest
from sqlalchemy import func, select

from api.errors import Problem
from api.notifications import service
from api.notifications.models import NoticeEntry
from tests.api.notifications.telling import answered, id_of, tell


class TestNotify:
    """One notice a reader and key."""

    def test_each_reader_has_it_once(self, database):
        """However often they are named."""
        assert tell(database, "officer", "officer-b", "officer") == 2

    def test_a_second_time_tells_nobody(self, database):
        """A job that runs again after a crash changes nothing."""
        tell(database, "officer")
        assert tell(database, "officer", "officer-b") == 1
        assert tell(database, "officer", "officer-b") == 0

    def test_another_key_is_another_notice(self, database):
        """The second answer to the same request is news."""
        tell(database, "officer")
        assert tell(database, "officer", notice=answered(key="ticket_answered:again")) == 1

    def test_nobody_is_told_without_the_change_it_is_about(self, database):
        """It is part of the caller's transaction."""
        with pytest.raises(RuntimeError), database.writing() as session:
            service.notify(session, [id_of(session, "officer")], answered())
            raise RuntimeError("the change failed")
        with database.reading() as session:
            assert service.unread(session, id_of(session, "officer")) == 0

    def test_nobody_named_is_nobody_told(self, database):
        """An empty list is no error."""
        assert tell(database) == 0

    def test_many_readers_at_once(self, database):
        """More than one statement holds."""
        readers = [f"reader-{number}" for number in range(1201)]
        with database.writing() as session:
            assert service.notify(session, readers, answered()) == 1201

    def test_two_who_tell_at_the_same_time_tell_once(self, database):
        """The constraint settles it."""
        told = []
        threads = [
            threading.Thread(target=lambda: told.append(tell(database, "officer")))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.reading() as session:
            count = session.scalar(select(func.count()).select_from(NoticeEntry))
        assert (sorted(told), count) == ([0] * 7 + [1], 1)


class TestRead:
    """Reading one's own."""

    def test_anothers_does_not_exist(self, database):
        """Not even for a guess at its number."""
        tell(database, "officer")
        with database.writing() as session:
            mine = service.notices(session, id_of(session, "officer"), 10).items[0]
            with pytest.raises(Problem) as refused:
                service.read(session, id_of(session, "officer-b"), mine.id)
        assert refused.value.status == 404

    def test_the_first_time_counts(self, database):
        """When it was read is not changed by reading it again."""
        tell(database, "officer")
        with database.writing() as session:
            user_id = id_of(session, "officer")
            mine = service.notices(session, user_id, 10).items[0]
            first = service.read(session, user_id, mine.id).read_at
            assert service.read(session, user_id, mine.id).read_at == first
            assert service.unread(session, user_id) == 0

    def test_all_at_once_are_ones_own(self, database):
        """Another's stay unread."""
        tell(database, "officer", "officer-b")
        with database.writing() as session:
            assert service.read_all(session, id_of(session, "officer")) == 0
            assert service.unread(session, id_of(session, "officer-b")) == 1
