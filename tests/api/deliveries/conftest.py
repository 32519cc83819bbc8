"""The whole app; rasa is nowhere, and nothing is delivered unless a test has it delivered."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.notifications.conftest import database  # noqa: F401
from tests.api.whole_app import (  # noqa: F401
    ADDRESS,
    app,
    bearer_of,
    curator,
    migrated,
    officer,
    rasa_url,
    searcher,
    service_token,
    settings,
)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:  # noqa: F811
    """A client of the app, whose relay does not run by itself."""
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as running:
        app.state.relay.stop()
        yield running


@pytest.fixture
def admin(settings) -> dict[str, str]:  # noqa: F811
    """Headers of the administrator."""
    return bearer_of(settings, "admin")
