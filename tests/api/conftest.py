"""A small app of the parts under test: a real SQLite file, demo users, search in memory."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from api import errors
from api.articles import router as articles
from api.articles.gate import router as gate
from api.articles.golden import router as golden
from api.audit.models import AuditEntry
from api.audit.service import BEGUN
from api.conversations.models import Conversation, Turn
from api.db import Database, utc_now
from api.identity import service as identity
from api.identity.models import User
from api.models import metadata
from api.ratelimits import RateLimits
from api.search import router as search
from api.search.memory import InMemorySearch
from api.search.schemas import SearchRequest, SearchResponse
from api.settings import Settings
from knowledge import Article, Evidence, EvidenceGrade, Section, Source

SERVICE_TOKEN = "a-service-token-of-the-tests"
Headers = dict[str, str]


def make_article(slug: str = "off-road-bikes", **changes: object) -> Article:
    """An article fit to publish, with `changes` made to it."""
    values: dict[str, object] = {
        "slug": slug,
        "title": f"How do we deal with {slug}?",
        "group": "problem-types",
        "summary": "Close the gaps they ride through [1]. Then enforce [2].",
        "sections": (
            Section("What to do", "1. Walk the rec [1].\n2. Fit *barriers*."),
            Section("Who to involve", "The council and the landowner."),
        ),
        "evidence": Evidence(EvidenceGrade.promising, "Two before-and-after studies [1]."),
        "stages": ("response",),
        "problem_type": "anti-social-behaviour",
        "objectives": ("work-with-stakeholders",),
        "owner": "Neighbourhood policing lead",
        "review_date": date(2031, 5, 31),
        "sources": (
            Source("College of Policing", "A guide", "https://example.org/guide", "2015-03", True),
            Source("Home Office", "A copy", checked=True),
        ),
        "related": (),
        "sample_questions": (f"{slug} again", f"what works for {slug}"),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


@dataclass
class SearchedInTurn:
    """Search within turns, and what was asked of it."""

    searcher: InMemorySearch
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, turn_id: str, asked: SearchRequest) -> SearchResponse:
        self.calls.append((turn_id, asked.question))
        return self.searcher.search(asked.question, asked.limit)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        var_dir=tmp_path,
        models_dir=tmp_path,
        actions_api_token=SecretStr(SERVICE_TOKEN),
        searches_per_minute=1000,
        writes_per_minute=1000,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A new database file with every table and the demo users."""
    opened = Database(settings.database)
    metadata.create_all(opened.engine)
    with opened.writing() as session:
        identity.seed_demo_users(session)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def searcher() -> InMemorySearch:
    return InMemorySearch()


@pytest.fixture
def in_turn(searcher: InMemorySearch) -> SearchedInTurn:
    return SearchedInTurn(searcher)


@pytest.fixture
def small_app(
    settings: Settings, database: Database, searcher: InMemorySearch, in_turn: SearchedInTurn
) -> FastAPI:
    """Articles and search, without the rest of api."""
    app = FastAPI()
    app.state.settings = settings
    app.state.database = database
    app.state.rate_limits = RateLimits(settings)
    app.state.searcher = searcher
    app.state.search_in_turn = in_turn
    errors.install(app)
    app.include_router(golden.router)
    app.include_router(gate.router)
    app.include_router(articles.router)
    app.include_router(search.router)
    return app


@pytest.fixture
def client(small_app: FastAPI) -> Iterator[TestClient]:
    with TestClient(small_app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def bearer(database: Database) -> Callable[[str], Headers]:
    """Headers that sign in a demo user by name."""

    def sign_in(username: str) -> Headers:
        with database.writing() as session:
            token = identity.issue_token(session, username)
        return {"Authorization": f"Bearer {token}"}

    return sign_in


@pytest.fixture
def officer(bearer: Callable[[str], Headers]) -> Headers:
    return bearer("officer")


@pytest.fixture
def curator(bearer: Callable[[str], Headers]) -> Headers:
    return bearer("curator")


@pytest.fixture
def lead(bearer: Callable[[str], Headers]) -> Headers:
    return bearer("lead")


@pytest.fixture
def service_in_turn(database: Database) -> tuple[Headers, str]:
    """Headers of the actions process within an open turn of the demo officer, and its id."""
    turn_id, conversation_id, now = str(uuid.uuid4()), str(uuid.uuid4()), utc_now()
    with database.writing() as session:
        owner = session.scalar(select(User.id).where(User.username == "officer"))
        assert owner is not None
        session.add(
            Conversation(
                id=conversation_id,
                user_id=owner,
                sender_id=uuid.uuid4().hex,
                created_at=now,
                updated_at=now,
            )
        )
        session.flush()
        session.add(
            Turn(id=turn_id, conversation_id=conversation_id, question="bikes", created_at=now)
        )
    return {"Authorization": f"Bearer {SERVICE_TOKEN}", "X-Turn-Id": turn_id}, turn_id


@pytest.fixture
def audited(database: Database) -> Callable[[], list[tuple[str, str]]]:
    """(action, object id) of every audit entry, oldest first.

    Left out: that the chain began, and that the test's people were given their tokens.
    """
    beforehand = (BEGUN, "token_issued")

    def read() -> list[tuple[str, str]]:
        with database.reading() as session:
            query = select(AuditEntry.action, AuditEntry.object_id).order_by(AuditEntry.id)
            rows = session.execute(query.where(AuditEntry.action.not_in(beforehand)))
            return [(action, object_id) for action, object_id in rows]

    return read
