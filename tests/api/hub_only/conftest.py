"""The whole app; rasa is nowhere."""

from tests.api.notifications.conftest import database  # noqa: F401
from tests.api.whole_app import (  # noqa: F401
    app,
    bearer_of,
    client,
    curator,
    migrated,
    officer,
    rasa_url,
    searcher,
    service_token,
    settings,
)
