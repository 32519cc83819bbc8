"""Tests of this package use the whole api; what each person of the demo is called and known by."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.db import Database
from api.identity.models import User
from api.notifications.models import NoticeEntry
from tests.api.whole_app import (  # noqa: F401
    app,
    bearer_of,
    client,
    curator,
    curator_b,
    known_question,
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


@pytest.fixture
def database(settings) -> Database:  # noqa: F811
    """The test's own database."""
    return Database(settings.database)


@pytest.fixture
def lead(settings) -> dict[str, str]:  # noqa: F811
    """Headers of the Hub's lead."""
    return bearer_of(settings, "lead")


@pytest.fixture
def ids(database: Database) -> dict[str, str]:
    """The id of each demo user, by username."""
    with database.reading() as session:
        return dict(session.execute(select(User.username, User.id)).all())


@pytest.fixture
def opened(client, officer) -> Callable[..., str]:  # noqa: F811
    """Open a ticket and return its reference."""

    def open_one(question: str = "How do we stop it?", headers=None, **more: object) -> str:
        sent = client.post(
            "/v1/tickets", json={"question": question, **more}, headers=headers or officer
        )
        assert sent.status_code == 201, sent.text
        return str(sent.json()["ref"])

    return open_one


@pytest.fixture
def audited(database: Database) -> Callable[[str], list[tuple[str, str]]]:
    """(who, what) of every audit entry of an object, oldest first."""

    def read(object_id: str) -> list[tuple[str, str]]:
        query = select(AuditEntry.actor_id, AuditEntry.action).where(
            AuditEntry.object_id == object_id
        )
        with database.reading() as session:
            return [(who, what) for who, what in session.execute(query.order_by(AuditEntry.id))]

    return read


@pytest.fixture
def told(database: Database) -> Callable[[str], list[tuple[str, str]]]:
    """(kind, about) of every notice of a user."""

    def read(user_id: str) -> list[tuple[str, str]]:
        query = select(NoticeEntry.kind, NoticeEntry.about).where(NoticeEntry.user_id == user_id)
        with database.reading() as session:
            return [(kind, about) for kind, about in session.execute(query)]

    return read
