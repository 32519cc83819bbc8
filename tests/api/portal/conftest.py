"""The whole app, and visitors to its pages. Rasa is nowhere: chat answers by search alone."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.portal.visitor import Visitor
from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    known_question,
    limited_client,
    migrated,
    officer,
    officer_b,
    rasa_url,
    searcher,
    service_token,
    settings,
)


@pytest.fixture
def visit(app: FastAPI, client: TestClient) -> Callable[..., Visitor]:  # noqa: F811
    """Return a new visitor by name; the app is running."""
    return lambda username=None: Visitor(app, username)


@pytest.fixture
def alex(visit: Callable[..., Visitor]) -> Visitor:
    """The demo officer."""
    return visit("officer")


@pytest.fixture
def sam(visit: Callable[..., Visitor]) -> Visitor:
    """Another officer."""
    return visit("officer-b")


@pytest.fixture
def jo(visit: Callable[..., Visitor]) -> Visitor:
    """The demo curator."""
    return visit("curator")
