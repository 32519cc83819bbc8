"""Tests of this package use the whole api."""

from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    curator_b,
    known_question,
    lead,
    limited_client,
    live_server,
    migrated,
    officer,
    officer_b,
    rasa_url,
    searcher,
    service_token,
    settings,
)
