"""What api does by itself runs at its pace, whatever fails."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import timetable
from api.db import Database
from api.timetable import Job, keep, run_once


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database with one table."""
    database = Database(f"sqlite:///{tmp_path}/jobs.db")
    with database.writing() as session:
        session.execute(text("CREATE TABLE done (what TEXT)"))
    return database


def put(session: Session) -> int:
    """Do one thing."""
    session.execute(text("INSERT INTO done VALUES ('it')"))
    return 1


def put_and_fail(session: Session) -> int:
    """Do one thing, then fail."""
    put(session)
    raise RuntimeError


def count(database: Database) -> int:
    """How many things were done."""
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM done")).scalar_one()


class TestRunOnce:
    """One run of a job."""

    def test_is_committed(self, database: Database) -> None:
        """What the job did stands afterwards, and how much is told."""
        assert run_once(database, Job("puts", 1, put)) == 1
        assert count(database) == 1

    def test_leaves_nothing_of_a_failed_run(self, database: Database) -> None:
        """A job that fails half way has done nothing."""
        with pytest.raises(RuntimeError):
            run_once(database, Job("fails", 1, put_and_fail))
        assert count(database) == 0


class TestKeep:
    """All jobs, again and again."""

    def test_a_failing_job_holds_up_no_other(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Beside one that always fails, and after its own failure, a job runs again."""
        monkeypatch.setattr(timetable, "FIRST_RUN_S", 0.0)
        tried: list[str] = []

        def fails_once(session: Session) -> int:
            tried.append("once")
            return put_and_fail(session) if len(tried) == 1 else put(session)

        jobs = [Job("fails", 0.001, put_and_fail), Job("mended", 0.001, fails_once)]

        async def until_done() -> None:
            task = asyncio.create_task(keep(database, jobs))
            while count(database) < 2:
                await asyncio.sleep(0.005)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(asyncio.wait_for(until_done(), 20))
        assert len(tried) >= 3
