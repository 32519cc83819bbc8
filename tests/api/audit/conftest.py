"""A migrated database with a sealed log of five entries, and its head file."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.audit import service
from api.audit.report import Report
from api.audit.sealing import open_database, sealing_of
from api.audit.verifying import verify
from api.cli import migrate
from api.db import Database
from api.settings import Settings

KEY = "a-key-of-the-tests-of-thirty-two-characters"
NEXT_KEY = "the-key-after-it-of-thirty-two-characters"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file without a row."""
    file = tmp_path_factory.mktemp("empty") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def settings(tmp_path: Path, empty: Path) -> Settings:
    (tmp_path / "db").mkdir()
    shutil.copy(empty, tmp_path / "db" / "prevention.db")
    return Settings(var_dir=tmp_path, audit_key=SecretStr(KEY))


@pytest.fixture
def database(settings: Settings) -> Database:
    """Entry 1 says that the chain began; 2 to 5 were recorded, each in a transaction."""
    opened = open_database(settings)
    service.start(opened)
    for number in range(2, 6):
        add(opened, f"ticket-{number}")
    return opened


def add(database: Database, object_id: str) -> None:
    """Record one read in a transaction of its own."""
    with database.writing() as session:
        record(session, object_id)


def record(session: Session, object_id: str) -> None:
    """Record one read."""
    service.record(
        session, actor_id="jo", action="ticket_read", object_kind="ticket", object_id=object_id
    )


@pytest.fixture
def check(settings: Settings, database: Database) -> Callable[..., Report]:
    """Verify with the settings' keys and file, or with others."""

    def run(other: Settings | None = None) -> Report:
        sealing = sealing_of(other or settings)
        assert sealing.head_file is not None
        with database.reading() as session:
            return verify(session, sealing.keys, sealing.head_file)

    return run


@pytest.fixture
def tamper(database: Database) -> Callable[..., None]:
    """Change the tables as somebody could who has the database file and not the key."""

    def run(*statements: str) -> None:
        with database.writing() as session:
            for trigger in ("audit_entries_no_update", "audit_entries_no_delete"):
                session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
            for statement in statements:
                session.execute(text(statement))

    return run


@pytest.fixture
def lines(settings: Settings) -> Callable[[], list[str]]:
    """The lines of the head file."""
    return lambda: settings.audit_heads.read_text().splitlines()
