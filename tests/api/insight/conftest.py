"""The whole app, and a few weeks of what officers asked."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from api.conversations.models import Conversation, Feedback, Turn
from api.db import clock
from api.identity.models import User
from api.insight.counting import make_job
from api.tickets.models import Ticket
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
from tests.api.whole_app import bearer_of

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)  # of 2026-W37
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    """It is some weeks later, unless a test says otherwise."""

    def at(moment: datetime) -> None:
        clock.ahead = moment - datetime.now(UTC)

    at(LATER)
    yield at
    clock.ahead = timedelta()


@pytest.fixture
def lead(settings: Any) -> dict[str, str]:  # noqa: F811
    """Headers of a lead."""
    return bearer_of(settings, "lead")


class Office:
    """What officers do, written straight into the tables."""

    def __init__(self, app: FastAPI) -> None:  # noqa: F811
        """Of that app."""
        self.database = app.state.database
        self.number = 0

    def person(self, who: str, area: str | None = None) -> None:
        """Have there be somebody."""
        with self.database.writing() as session:
            if session.get(User, who) is None:
                session.add(User(id=who, username=who, name=who, role="officer", area=area))

    def ask(
        self,
        who: str,
        at: datetime = MONDAY,
        outcome: str = "answered",
        slug: str | None = None,
        area: str | None = None,
        **more: Any,
    ) -> str:
        """Somebody asks; returns the conversation's id."""
        self.person(who, area)
        conversation_id = str(uuid.uuid4())
        shown = {"answers": [slug], "choices": []} if slug else None
        values: dict[str, Any] = {
            "question": f"question of {who}",
            "search": {"outcome": outcome, "hits": [{"slug": slug}] if slug else []},
            "outcome": outcome,
            "shown": shown,
        }
        with self.database.writing() as session:
            session.add(
                Conversation(
                    id=conversation_id, user_id=who, sender_id=conversation_id,
                    channel=more.pop("channel", "web"), created_at=at, updated_at=at,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                Turn(
                    id=str(uuid.uuid4()), conversation_id=conversation_id,
                    created_at=at, **(values | {"closed_at": at} | more),
                )
            )  # fmt: skip
        return conversation_id

    def rate(self, conversation_id: str, slug: str, verdict: str, at: datetime = MONDAY) -> None:
        """Somebody says whether an article helped."""
        with self.database.writing() as session:
            session.add(
                Feedback(conversation_id=conversation_id, slug=slug, verdict=verdict, created_at=at)
            )

    def send(
        self, who: str, at: datetime = MONDAY, answered_at: datetime | None = None, **more: Any
    ) -> str:
        """Somebody sends a request."""
        self.person(who)
        self.number += 1
        ref = f"PF-2026-{self.number:06d}"
        values = {"kind": "guidance_request", "question": "q", "state": "new", "topic": None}
        with self.database.writing() as session:
            session.add(
                Ticket(
                    ref=ref, asker_id=who, asker_name=who, queue="hub", owed_since=at, due_at=at,
                    created_at=at, updated_at=at, answered_at=answered_at, **(values | more),
                )
            )  # fmt: skip
        return ref


@pytest.fixture
def office(app: FastAPI, client: Any) -> Office:  # noqa: F811
    """What officers do."""
    return Office(app)


@pytest.fixture
def count(app: FastAPI, client: Any) -> Callable[[], int]:  # noqa: F811
    """Run the counting once, by the hours that passed; returns how many weeks were counted."""
    run = make_job(app.state.database, lambda start, end: end - start)

    def once() -> int:
        with app.state.database.writing() as session:
            return run(session)

    return once


@pytest.fixture
def figures(client: Any, curator: Any, count: Any) -> Callable[..., Any]:  # noqa: F811
    """Count, and return the document of the weeks from September on."""

    def read(first: str = "2026-09-07", last: str = "2026-11-23") -> Any:
        count()
        found = client.get("/v1/insight", params={"from": first, "to": last}, headers=curator)
        assert found.status_code == 200, found.text
        return found.json()

    return read
