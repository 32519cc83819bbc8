"""The whole app, patient, and a curator at its pages."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.api.portal.visitor import Visitor
from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    curator_b,
    live_server,
    migrated,
    officer,
    rasa_url,
    searcher,
    settings,
)


@pytest.fixture(autouse=True)
def patience(app: FastAPI, settings: Settings) -> None:  # noqa: F811
    """The machine of the tests may be busy with other things."""
    app.state.settings = settings.model_copy(update={"import_timeout_s": 200.0})


@pytest.fixture
def jo(app: FastAPI, client: TestClient) -> Visitor:  # noqa: F811
    """The demo curator at the pages."""
    return Visitor(app, "curator")
