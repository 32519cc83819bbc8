"""The same app and visitors as the Portal's tests have."""

from tests.api.portal.conftest import (  # noqa: F401
    alex,
    app,
    client,
    jo,
    known_question,
    migrated,
    rasa_url,
    sam,
    searcher,
    settings,
    visit,
)
