"""The whole app; rasa is nowhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.db import clock
from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    migrated,
    officer,
    rasa_url,
    searcher,
    service_token,
    settings,
)


class MovableClock:
    """The process's clock, moved by days."""

    def forward(self, days: float) -> None:
        """Have it be so many days later."""
        clock.ahead += timedelta(days=days)


@pytest.fixture
def time_passes() -> Iterator[MovableClock]:
    """The clock; it is right again afterwards."""
    yield MovableClock()
    clock.ahead = timedelta()
