"""A migrated database, an app over it whose relay is worked by hand, and fifty readers."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.articles import service as articles
from api.channels.rendering import answer_reply
from api.conversations import service as conversations
from api.conversations.models import Conversation, Message, Turn
from api.conversations.schemas import ChoiceShown, ChoicesReply
from api.db import Database, utc_now
from api.identity.models import User
from api.notifications.models import NoticeEntry
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay
from api.search.memory import InMemorySearch
from knowledge import Article, Outcome
from tests.api.whole_app import (  # noqa: F401
    ADDRESS,
    app,
    curator,
    lead,
    migrated,
    officer,
    rasa_url,
    searcher,
    settings,
)

CHANNELS = ("web", "teams")


@dataclass(frozen=True)
class World:
    """The database, and what is done in it."""

    database: Database
    searcher: InMemorySearch
    article: Article

    def reads(self, channel: str = "web", days_ago: float = 1, user_id: str = "") -> str:
        """An officer, new unless named, is answered with the article; their id."""
        with self.database.writing() as session:
            user_id = user_id or _officer(session)
            conversation_id = _conversation(session, user_id, channel)
            turn = _turn(session, conversation_id)
            reply = answer_reply(self.article, [], text="Read this.", buttons=[])
            conversations.close_turn(
                session, turn.id, outcome=Outcome.answered, confidence=0.9, replies=[reply]
            )
            self._earlier(session, turn, days_ago)
        return user_id

    def is_offered(self) -> str:
        """An officer has the article among choices, and picks none; their id."""
        with self.database.writing() as session:
            user_id = _officer(session)
            turn = _turn(session, _conversation(session, user_id, "web"))
            option = ChoiceShown(
                slug=self.article.slug, title="T", excerpt="E", evidence_label="L", payload="p"
            )
            reply = ChoicesReply(text="Which?", options=[option])
            conversations.close_turn(
                session, turn.id, outcome=Outcome.choices, confidence=0.4, replies=[reply]
            )
        return user_id

    def _earlier(self, session: Session, turn: Turn, days: float) -> None:
        at = utc_now() - timedelta(days=days)
        turn.created_at = at
        for message in session.scalars(select(Message).where(Message.turn_id == turn.id)):
            message.created_at = at

    def told(self) -> dict[str, int]:
        """How many messages of a recall stand in conversations, by user."""
        query = (
            select(Conversation.user_id, func.count())
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Message.author == "hub")
            .group_by(Conversation.user_id)
        )
        with self.database.reading() as session:
            return dict(session.execute(query).tuples().all())

    def notices(self) -> dict[str, int]:
        """How many notices of a recall there are, by user."""
        query = (
            select(NoticeEntry.user_id, func.count())
            .where(NoticeEntry.kind == "article_recalled")
            .group_by(NoticeEntry.user_id)
        )
        with self.database.reading() as session:
            return dict(session.execute(query).tuples().all())

    def owed(self) -> int:
        """How many officers are still to be told."""
        with self.database.reading() as session:
            query = select(func.count()).select_from(OutboxEntry)
            wanted = (OutboxEntry.kind == "tell_recalled", OutboxEntry.state == "pending")
            return session.scalar(query.where(*wanted)) or 0


def _officer(session: Session) -> str:
    user_id = str(uuid.uuid4())
    session.add(User(id=user_id, username=user_id, name=f"PC {user_id[:4]}", role="officer"))
    session.flush()
    return user_id


def _conversation(session: Session, user_id: str, channel: str) -> str:
    conversation = conversations.start_conversation(session, user_id)
    conversation.channel = channel
    return conversation.id


def _turn(session: Session, conversation_id: str) -> Turn:
    turn = Turn(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        question="bikes?",
        created_at=utc_now(),
    )
    session.add(turn)
    session.flush()
    return turn


@pytest.fixture
def world(app: FastAPI, searcher: InMemorySearch) -> World:  # noqa: F811
    """The database of the app, with the first of its articles."""
    database: Database = app.state.database
    with database.reading() as session:
        published = articles.published(session)
    searcher.sync(published)
    return World(database, searcher, published[0])


@pytest.fixture
def client(app: FastAPI) -> TestClient:  # noqa: F811
    """A client of the app without its lifespan: the relay delivers when a test has it deliver."""
    return TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)


@pytest.fixture
def deliver(app: FastAPI) -> Callable[[], None]:  # noqa: F811
    """Has the relay deliver all that is due."""
    relay: Relay = app.state.relay

    def all_due() -> None:
        while relay.deliver_next():
            pass

    return all_due


@pytest.fixture
def fifty(world: World) -> Iterator[list[str]]:
    """Fifty officers who read the article, every other one in the other channel."""
    yield [world.reads(CHANNELS[n % 2]) for n in range(50)]
