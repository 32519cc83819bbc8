"""Fixtures of the whole api: every route, a migrated database; search is its in-memory twin.

A package's conftest imports them by name; they stand in the place of the small app's.
"""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.articles import service as articles
from api.cli import migrate
from api.db import Database
from api.identity import service as identity
from api.main import create_app
from api.search.memory import InMemorySearch
from api.settings import ROOT, Settings
from knowledge import load_articles

SERVICE_TOKEN = "test-service-token"
ADDRESS = "http://127.0.0.1:8000"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema, the demo users and three of the release's articles."""
    file = tmp_path_factory.mktemp("database") / "template.db"
    url = f"sqlite:///{file}"
    migrate(url)
    database = Database(url)
    with database.writing() as session:
        identity.seed_demo_users(session)
        articles.seed(session, load_articles(ROOT / "knowledge" / "articles")[:3])
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return file


@pytest.fixture
def rasa_url() -> str:
    """Where rasa is: nowhere, unless a package brings one."""
    return NOWHERE


@pytest.fixture
def settings(tmp_path: Path, migrated: Path, rasa_url: str) -> Settings:
    """Settings of one test's own app."""
    file = tmp_path / "prevention.db"
    shutil.copy(migrated, file)
    return Settings.model_validate(
        {
            "var_dir": tmp_path,
            "database_url": f"sqlite:///{file}",
            "rasa_url": rasa_url,
            "rasa_timeout_s": 1.0,
            "actions_api_token": SERVICE_TOKEN,
            "chat_per_minute": 1000,
            "writes_per_minute": 1000,
            "log_level": "ERROR",
        }
    )


@pytest.fixture
def searcher() -> InMemorySearch:
    """The in-memory search."""
    return InMemorySearch()


@pytest.fixture
def app(settings: Settings, searcher: InMemorySearch) -> FastAPI:
    """The app itself."""
    return create_app(settings, searcher)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client without a user, of the running app."""
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def known_question(client: TestClient, searcher: InMemorySearch) -> str:
    """A question that a published article answers."""
    return next(iter(searcher.articles.values())).sample_questions[0]


@pytest.fixture
def limited_client(settings: Settings, searcher: InMemorySearch) -> Iterator[TestClient]:
    """A client of an app that takes three messages a minute."""
    tight = settings.model_copy(update={"chat_per_minute": 3})
    tight_app = create_app(tight, searcher)
    with TestClient(tight_app, base_url=ADDRESS, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def live_server(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the app behind a real server, for what streams."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as running:
        yield running
    server.should_exit = True
    thread.join(5)


def bearer_of(settings: Settings, username: str) -> dict[str, str]:
    """Return headers that sign in a demo user."""
    with Database(settings.database).writing() as session:
        return {"Authorization": f"Bearer {identity.issue_token(session, username)}"}


@pytest.fixture
def officer(settings: Settings) -> dict[str, str]:
    """Headers of the demo officer."""
    return bearer_of(settings, "officer")


@pytest.fixture
def officer_b(settings: Settings) -> dict[str, str]:
    """Headers of another officer."""
    return bearer_of(settings, "officer-b")


@pytest.fixture
def curator(settings: Settings) -> dict[str, str]:
    """Headers of a curator."""
    return bearer_of(settings, "curator")


@pytest.fixture
def curator_b(settings: Settings) -> dict[str, str]:
    """Headers of another curator."""
    return bearer_of(settings, "curator-b")


@pytest.fixture
def lead(settings: Settings) -> dict[str, str]:
    """Headers of a lead of the Hub."""
    return bearer_of(settings, "lead")


@pytest.fixture
def service_token() -> str:
    """The token of the actions process."""
    return SERVICE_TOKEN
