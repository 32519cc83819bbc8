"""The database: one engine a process, one transaction a request.

SQLite runs in WAL mode. A transaction that will write starts with BEGIN IMMEDIATE, so that two
writers queue at its start (busy_timeout) instead of failing half-way with "database is locked";
one that only reads starts with a plain BEGIN and never waits.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from sqlalchemy import DateTime, Engine, create_engine, delete, event, inspect, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 5000


class UtcDateTime(TypeDecorator[datetime]):
    """A timestamp that is always timezone-aware UTC in Python; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store as naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive timestamp; use datetime.now(UTC)")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Read back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of every table."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


class Clock:
    """The one clock of this process. Tests and rehearsals of a purge move it `ahead`."""

    def __init__(self) -> None:
        """Start with the machine's own time."""
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC) + self.ahead


clock = Clock()


def utc_now() -> datetime:
    """Return the time now by the one clock, aware, in UTC."""
    return clock.now()


class Database:
    """Gives sessions: `reading()` never writes, `writing()` commits once at its end."""

    def __init__(self, url: str, carried: Mapping[str, object] | None = None) -> None:
        """Open `url`; a SQLite file's folder is made if it is missing.

        `carried` is in the `info` of every session: what was set for whoever stands above.
        """
        self.engine = make_engine(url)
        self._carried = dict(carried or {})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session whose changes are rolled back."""
        with Session(self.engine, expire_on_commit=False, info=self._carried) as session:
            yield session
            session.rollback()

    def empty_log(self) -> None:
        """Have SQLite write its log into the file and cut it, so that no deleted text stays there.

        A reader in the way is not waited for long; the next call does it then.
        """
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that commits at the end, then runs what `after_commit` was given."""
        engine = self.engine.execution_options(immediate=True)
        with Session(engine, expire_on_commit=False, info=self._carried) as session:
            yield session
            session.commit()
            for callback in session.info.pop("after_commit", []):
                callback()


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Have `callback` run once, after this session's commit and only if it succeeds."""
    session.info.setdefault("after_commit", []).append(callback)


def delete_older(
    session: Session,
    dated: InstrumentedAttribute[datetime],
    before: datetime,
    limit: int,
    *only: ColumnElement[bool],
) -> list[datetime]:
    """Rows of the table of `dated` from before that moment are deleted, at most `limit`.

    The oldest go first, and of all only those that `only` holds for. Returns what `dated` was in
    each, in no order. One statement, for every database that knows RETURNING: a row that somebody
    else has deleted meanwhile is not counted twice.
    """
    table = dated.class_
    key = inspect(table).primary_key
    due = select(*key).where(dated < before, *only).order_by(dated).limit(limit)
    deleting = delete(table).where(tuple_(*key).in_(due)).returning(dated)
    return list(session.scalars(deleting))


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, in the words of the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def make_engine(url: str) -> Engine:
    """Return an engine for `url` with the settings each database needs."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: SQLiteConnection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "synchronous=FULL",  # an acknowledged ticket survives a power cut
            "secure_delete=ON",  # what is deleted is overwritten
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _reading(request: Request) -> Iterator[Session]:
    with request.app.state.database.reading() as session:
        yield session


def _writing(request: Request) -> Iterator[Session]:
    with request.app.state.database.writing() as session:
        yield session


# scope="function": the commit happens before the response is sent, so a failed commit is a 500
# and never follows a 200.
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
