"""Published at the time that was set, once; what is refused then is told and stays to be seen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.console.article_jobs import make_jobs
from api.db import Database, clock, utc_now
from api.identity.models import User
from api.notifications.models import NoticeEntry
from api.search.memory import InMemorySearch
from api.settings import Settings, Switch
from api.timetable import run_once
from tests.api.articles.drafts import DRAFT, Audited, code, create
from tests.api.conftest import Headers


@pytest.fixture(autouse=True)
def time_as_it_is() -> Iterator[None]:
    """The clock is set back after each test."""
    yield
    clock.ahead = timedelta()


def set_time(
    client: TestClient, headers: Headers, slug: str, hours: float = 1, **changes: str
) -> Any:
    body = {"publish_at": (utc_now() + timedelta(hours=hours)).isoformat()} | changes
    return client.put(f"/v1/articles/{slug}/schedule", json=body, headers=headers)


@pytest.fixture
def pass_an_hour(small_app: FastAPI, database: Database, searcher: InMemorySearch):
    """An hour later, the job has run; returns how much it did."""

    def run() -> int:
        clock.ahead = timedelta(hours=1, seconds=1)
        jobs = make_jobs(searcher, small_app.state.settings)
        (job,) = [job for job in jobs if job.name == "publish_due"]
        return run_once(database, job)

    return run


class TestSetSchedule:
    """A time ahead, for an article that lacks nothing, by who may publish it."""

    def test_roles_and_missing(
        self, client: TestClient, officer: Headers, curator: Headers, seeded: None
    ) -> None:
        assert set_time(client, {}, "bikes").status_code == 401
        assert code(set_time(client, officer, "bikes")) == (403, "forbidden")
        assert code(set_time(client, curator, "none")) == (404, "not_found")
        assert code(set_time(client, curator, "bikes")) == (409, "wrong_state")
        assert code(client.get("/v1/articles/bikes/schedule", headers=curator)) == (
            404,
            "not_found",
        )

    @pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
    def test_a_time_that_is_over_or_far_is_refused(
        self, client: TestClient, curator: Headers, hours: float
    ) -> None:
        refused = set_time(client, curator, create(client, curator)["slug"], hours)
        assert code(refused) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == "publish_at"

    def test_a_time_without_its_zone_is_refused(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        refused = set_time(client, curator, slug, publish_at="2031-01-01T09:00:00")
        assert code(refused) == (422, "invalid")

    def test_what_it_lacks_already_is_said_now(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator, owner="")["slug"]
        assert code(set_time(client, curator, slug)) == (422, "not_ready")

    def test_a_change_takes_the_time_away(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert set_time(client, curator, slug).status_code == 200
        sent = curator | {"If-Match": "*"}
        client.put(f"/v1/articles/{slug}", json=DRAFT | {"owner": "Me"}, headers=sent)
        gone = client.get(f"/v1/articles/{slug}/schedule", headers=curator)
        assert code(gone) == (404, "not_found")

    def test_cancelled_twice(self, client: TestClient, curator: Headers, audited: Audited) -> None:
        slug = create(client, curator)["slug"]
        set_time(client, curator, slug)
        for _ in range(2):
            gone = client.delete(f"/v1/articles/{slug}/schedule", headers=curator)
            assert gone.status_code == 204
        assert [action for action, _ in audited()].count("article_unscheduled") == 1


class TestPublishDue:
    """The job publishes what is due, once."""

    def test_published_in_time_and_not_before(
        self, client: TestClient, curator: Headers, searcher: InMemorySearch, pass_an_hour
    ) -> None:
        slug = create(client, curator)["slug"]
        set_time(client, curator, slug)
        assert slug not in searcher.articles
        assert (pass_an_hour(), pass_an_hour()) == (1, 0)
        assert slug in searcher.articles
        shown = client.get(f"/v1/articles/{slug}", headers=curator).json()
        assert shown["state"] == "published"

    def test_a_refusal_is_told_and_stays_to_be_seen(
        self,
        client: TestClient,
        curator: Headers,
        searcher: InMemorySearch,
        database: Database,
        pass_an_hour,
    ) -> None:
        """Another article took the question in the meantime."""
        slug = create(client, curator)["slug"]
        set_time(client, curator, slug)
        other = create(client, curator, title="Another?")["slug"]
        client.post(f"/v1/articles/{other}/publish", headers=curator)
        assert (pass_an_hour(), pass_an_hour()) == (1, 0)
        assert slug not in searcher.articles
        shown = client.get(f"/v1/articles/{slug}/schedule", headers=curator).json()
        assert shown["failed_at"] and "Another published article" in shown["failure"]
        with database.reading() as session:
            kinds = list(session.scalars(select(NoticeEntry.kind)))
        assert kinds == ["publish_failed"]

    def test_who_may_publish_no_more_publishes_nothing(
        self, client: TestClient, curator: Headers, database: Database, pass_an_hour
    ) -> None:
        slug = create(client, curator)["slug"]
        set_time(client, curator, slug)
        with database.writing() as session:
            user = session.scalar(select(User).where(User.username == "curator"))
            assert user is not None
            user.role = "officer"
        assert pass_an_hour() == 1
        with database.reading() as session:
            assert session.scalar(select(NoticeEntry.kind)) == "publish_failed"


class TestFourEyes:
    """Who saved the version sets no time either."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"four_eyes": Switch.ON})

    def test_the_author_is_refused(self, client: TestClient, curator: Headers) -> None:
        slug = create(client, curator)["slug"]
        assert code(set_time(client, curator, slug)) == (403, "four_eyes")
