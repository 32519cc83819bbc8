"""The whole app; rasa is nowhere."""

from collections.abc import Iterator

import pytest

from api.db import Database
from api.settings import Settings
from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    migrated,
    officer,
    officer_b,
    rasa_url,
    searcher,
    service_token,
    settings,
)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:  # noqa: F811
    """The app's database."""
    opened = Database(settings.database)
    yield opened
    opened.engine.dispose()
