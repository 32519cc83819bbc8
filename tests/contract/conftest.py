"""The real api behind a real server, and the actions' client on a turn that is open there."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from actions.api_client import Turn
from actions.settings import Settings as ActionSettings
from api.conversations import service as conversations
from api.db import Database, utc_now
from api.identity import service as identity
from api.settings import Settings
from tests.api.whole_app import (  # noqa: F401
    SERVICE_TOKEN,
    app,
    live_server,
    migrated,
    rasa_url,
    searcher,
    settings,
)


@pytest.fixture
def open_turn(settings: Settings) -> Callable[[], Turn]:  # noqa: F811
    """Opens a turn of the demo officer, each call in a new conversation."""

    def opened() -> Turn:
        database = Database(settings.database)
        with database.writing() as session:
            bearer = identity.issue_token(session, "officer")
            principal = identity.identify(session, cookie=None, bearer=bearer)
            assert principal is not None
            turn = conversations.open_turn(session, principal, None, "What works?", None)
        database.engine.dispose()
        return Turn(UUID(turn.id), utc_now().timestamp())

    return opened


@pytest.fixture
def turn(open_turn: Callable[[], Turn]) -> Turn:
    """One open turn."""
    return open_turn()


@pytest.fixture
def client_settings(live_server: httpx.Client) -> ActionSettings:  # noqa: F811
    """The action server's settings for that api."""
    return ActionSettings(
        api_url=str(live_server.base_url).rstrip("/"),
        actions_api_token=SecretStr(SERVICE_TOKEN),
    )
