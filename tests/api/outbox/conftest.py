"""A database of every table, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.db import Database, clock
from api.models import metadata


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = Database(f"sqlite:///{tmp_path / 'outbox.db'}")
    metadata.create_all(opened.engine)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def later() -> Iterator[None]:
    """The clock is right again afterwards."""
    yield
    clock.ahead = timedelta()
