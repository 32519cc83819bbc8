"""The whole app, and conversations as they would stand after some talk."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from api.conversations.models import Conversation, Feedback, Turn
from api.db import utc_now
from api.gaps.radar import make_radar
from api.identity.models import User
from tests.api.portal.conftest import (  # noqa: F401
    alex,
    app,
    client,
    curator,
    jo,
    migrated,
    officer,
    rasa_url,
    sam,
    searcher,
    settings,
    visit,
)

Ask = Callable[..., str]


@pytest.fixture
def asked(app: FastAPI, client: Any) -> Ask:  # noqa: F811
    """Have somebody ask something, in a conversation of their own; returns the turn's id."""

    def ask(question: str, who: str = "pc-1", outcome: str = "unanswered", **more: Any) -> str:
        at = utc_now() - more.pop("ago", timedelta(hours=1))
        conversation_id = more.pop("conversation_id", None)
        turn_id = str(uuid.uuid4())
        with app.state.database.writing() as session:
            if session.get(User, who) is None:
                session.add(User(id=who, username=who, name=who, role="officer"))
                session.flush()
            if conversation_id is None:
                conversation_id = str(uuid.uuid4())
                session.add(
                    Conversation(
                        id=conversation_id,
                        user_id=who,
                        sender_id=conversation_id,
                        created_at=at,
                        updated_at=at,
                    )
                )
                session.flush()
            values: dict[str, Any] = {"search": {"outcome": outcome}, "outcome": outcome}
            session.add(
                Turn(
                    id=turn_id,
                    conversation_id=conversation_id,
                    question=question,
                    created_at=at,
                    closed_at=at,
                    **(values | more),
                )
            )
        return turn_id

    return ask


@pytest.fixture
def conversation_of(app: FastAPI) -> Callable[[str], str]:  # noqa: F811
    """Return the conversation of a turn."""

    def find(turn_id: str) -> str:
        with app.state.database.reading() as session:
            return str(session.get_one(Turn, turn_id).conversation_id)

    return find


@pytest.fixture
def say_of(app: FastAPI) -> Callable[..., None]:  # noqa: F811
    """Have an article rated in a conversation."""

    def rate(conversation_id: str, slug: str, verdict: str) -> None:
        with app.state.database.writing() as session:
            row = Feedback(conversation_id=conversation_id, slug=slug, verdict=verdict)
            row.created_at = utc_now()
            session.add(row)

    return rate


@pytest.fixture
def look(app: FastAPI, client: Any) -> Callable[[], int]:  # noqa: F811
    """Run the radar's job once; returns how much it did."""
    run = make_radar(app.state.database, app.state.searcher)

    def once() -> int:
        with app.state.database.writing() as session:
            return run(session)

    return once
