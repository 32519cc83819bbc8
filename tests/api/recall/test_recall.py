"""Recall: whoever was given a wrong article is told, once, whatever happens on the way."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles.golden.models import GoldenQuestion
from api.audit.models import AuditEntry
from api.conversations import repository as conversations
from api.conversations.models import Conversation
from api.identity.models import User
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay
from api.recall.models import RecallOfficer
from api.recall.telling import couriers
from api.retention.deletion import delete_conversation
from api.settings import ROOT, Settings
from api.tickets.models import Ticket
from tests.api.recall.conftest import World

WRONG: dict[str, Any] = {
    "reason": "The figure was from another study, as PC Jane Whitfield saw.",
    "instead": "Call the rural team before you stop anybody.",
}
Deliver = Callable[[], None]
Headers = dict[str, str]


def recall(client: TestClient, lead: Headers, world: World, **changes: object) -> Any:
    """Recall the article; the response."""
    url = f"/v1/articles/{world.article.slug}/recall"
    return client.post(url, json=WRONG | changes, headers=lead)


class TestPreview:
    """GET /v1/articles/{slug}/recall."""

    def test_says_whom_it_would_reach(
        self, client: TestClient, lead: Headers, world: World
    ) -> None:
        """Each officer once; not who was only offered it, nor who was given it long ago."""
        both = world.reads("web")
        world.reads("teams", user_id=both)
        world.reads("teams")
        world.reads("web", days_ago=91)
        world.is_offered()
        found = client.get(f"/v1/articles/{world.article.slug}/recall", headers=lead).json()
        assert (found["officers"], found["channels"]) == (2, {"teams": 2})
        assert (found["title"], found["recall_id"]) == (world.article.title, None)
        assert world.owed() == 0

    def test_is_for_leads(
        self, client: TestClient, curator: Headers, officer: Headers, world: World
    ) -> None:
        for headers, status in ((curator, 403), (officer, 403), ({}, 401)):
            url = f"/v1/articles/{world.article.slug}/recall"
            assert client.get(url, headers=headers).status_code == status
            assert recall(client, headers, world).status_code == status
            assert client.get("/v1/recalls", headers=headers).status_code == status
            assert client.get("/v1/recalls/1/officers", headers=headers).status_code == status

    def test_an_article_that_nobody_was_given(
        self, client: TestClient, lead: Headers, curator: Headers
    ) -> None:
        draft = client.post("/v1/articles", json={"title": "A draft?"}, headers=curator).json()
        refused = client.post(f"/v1/articles/{draft['slug']}/recall", json=WRONG, headers=lead)
        assert (refused.status_code, refused.json()["code"]) == (409, "never_published")
        missing = client.get("/v1/articles/no-such/recall", headers=lead)
        assert missing.status_code == 404


class TestRecall:
    """POST /v1/articles/{slug}/recall."""

    def test_everybody_is_told_once(
        self,
        client: TestClient,
        lead: Headers,
        world: World,
        deliver: Deliver,
        fifty: list[str],
    ) -> None:
        """Fifty officers in two channels: a message in the conversation and a notice each."""
        made = recall(client, lead, world)
        assert made.status_code == 201, made.text
        assert made.json()["officers"] == made.json()["pending"] == 50
        deliver()
        deliver()
        assert world.told() == dict.fromkeys(fifty, 1)
        assert world.notices() == dict.fromkeys(fifty, 1)
        after = client.get(f"/v1/recalls/{made.json()['id']}", headers=lead).json()
        assert (after["told"], after["pending"], after["failed"]) == (50, 0, 0)

    def test_the_article_is_gone_at_once(
        self, client: TestClient, lead: Headers, officer: Headers, world: World
    ) -> None:
        """From search and from the library, before anybody is told."""
        recall(client, lead, world)
        assert world.article.slug not in world.searcher.articles
        url = f"/v1/articles/{world.article.slug}"
        assert client.get(url, headers=officer).status_code == 404

    def test_a_second_time_tells_nobody_again(
        self, client: TestClient, lead: Headers, world: World, deliver: Deliver
    ) -> None:
        user_id = world.reads()
        first = recall(client, lead, world).json()
        deliver()
        again = recall(client, lead, world)
        assert again.json()["id"] == first["id"]
        deliver()
        assert world.told() == {user_id: 1}

    def test_one_who_read_it_often_is_told_where_they_read_it_last(
        self, client: TestClient, lead: Headers, world: World, deliver: Deliver
    ) -> None:
        user_id = world.reads("web", days_ago=9)
        world.reads("teams", days_ago=2, user_id=user_id)
        world.reads("web", days_ago=5, user_id=user_id)
        recall(client, lead, world)
        deliver()
        assert world.told() == world.notices() == {user_id: 1}
        with world.database.reading() as session:
            row = session.scalars(select(RecallOfficer)).one()
            assert row.channel == "teams"
            found = conversations.messages_after(session, str(row.conversation_id), 0, 50, "hub")
            assert WRONG["instead"] in found[0].replies[0]["text"]
            assert world.article.title in found[0].replies[0]["text"]

    def test_golden_questions_do_not_hold_it_up(
        self, client: TestClient, lead: Headers, world: World
    ) -> None:
        """They ask for what is wrong: they are retired with it."""
        golden = {
            "question": "how might one say this",
            "kind": "answer",
            "article": world.article.slug,
        }
        client.post("/v1/golden", json=golden, headers=lead)
        world.searcher.ready = False
        assert recall(client, lead, world).status_code == 201
        with world.database.reading() as session:
            assert session.scalars(select(GoldenQuestion)).one().state == "retired"

    def test_reason_and_audit(self, client: TestClient, lead: Headers, world: World) -> None:
        """The reason is redacted; the log has the ids of the recall and of who read the names."""
        world.reads()
        made = recall(client, lead, world).json()
        assert "Whitfield" not in made["reason"]
        names = client.get(f"/v1/recalls/{made['id']}/officers", headers=lead).json()["items"]
        assert names[0]["name"].startswith("PC ")
        with world.database.reading() as session:
            found = session.execute(select(AuditEntry.action, AuditEntry.object_id)).all()
        actions = [(action, object_id) for action, object_id in found]
        assert ("article_unpublished", world.article.slug) in actions
        assert ("article_recalled", str(made["id"])) in actions
        assert ("recall_officers_read", str(made["id"])) in actions

    @pytest.mark.parametrize(
        "changes", [{"reason": "  "}, {"instead": ""}, {"instead": "x" * 1001}]
    )
    def test_says_why_and_what_instead(
        self, client: TestClient, lead: Headers, world: World, changes: dict[str, str]
    ) -> None:
        assert recall(client, lead, world, **changes).status_code == 422
        assert world.article.slug in world.searcher.articles

    def test_who_had_it_from_the_hub(
        self, client: TestClient, lead: Headers, officer: Headers, curator: Headers, world: World
    ) -> None:
        """An answer of the Hub that links to the article gave it; a longer address did not."""
        for slug in (world.article.slug, f"{world.article.slug}-other"):
            ref = client.post("/v1/tickets", json={"question": slug}, headers=officer).json()["ref"]
            answer = {"answer": f"Read http://127.0.0.1:8000/articles/{slug}."}
            client.post(f"/v1/tickets/{ref}/answer", json=answer, headers=curator)
        made = recall(client, lead, world).json()
        with world.database.reading() as session:
            asker = session.scalars(select(Ticket.asker_id)).first()
            rows = session.scalars(select(RecallOfficer)).all()
            assert [(row.user_id, row.conversation_id) for row in rows] == [(asker, None)]
        assert made["officers"] == 1


class TestReached:
    """Those who are hard to reach."""

    def test_a_deleted_conversation(
        self, client: TestClient, lead: Headers, world: World, deliver: Deliver
    ) -> None:
        """Deleted after the recall: the officer has the notice."""
        user_id = world.reads()
        recall(client, lead, world)
        with world.database.writing() as session:
            found = session.scalars(select(Conversation).where(Conversation.user_id == user_id))
            delete_conversation(session, found.one(), user_id)
        deliver()
        assert world.told() == {}
        assert world.notices() == {user_id: 1}

    def test_somebody_who_has_left(
        self, client: TestClient, lead: Headers, world: World, deliver: Deliver
    ) -> None:
        """Is named as not reached; the others are told."""
        gone, there = world.reads(), world.reads()
        with world.database.writing() as session:
            session.get_one(User, gone).active = False
        made = recall(client, lead, world).json()
        deliver()
        assert world.told() == {there: 1}
        url = f"/v1/recalls/{made['id']}/officers"
        rows = client.get(url, headers=lead).json()["items"]
        failed = [row for row in rows if row["state"] == "failed"]
        assert [(row["user_id"], row["error"]) for row in failed] == [
            (gone, "has no account any more")
        ]


class Crash(BaseException):
    """The end of the process, as far as a test can be ended."""


class TestCrash:
    """In the middle of fifty: what was done is done, what was not is done later, nothing twice."""

    def test_between_two_deliveries(
        self, app: FastAPI, client: TestClient, lead: Headers, world: World, fifty: list[str]
    ) -> None:
        """And in the middle of one, after its message: that message is not there."""
        recall(client, lead, world)
        left = [17]

        def grew(conversation_id: str) -> None:
            left[0] -= 1

        telling = couriers(grew)["tell_recalled"]

        def dies(session: Any, payload: Any) -> None:
            telling.deliver(session, payload)
            if left[0] <= 0:
                raise Crash

        dying = Relay(world.database, {"tell_recalled": type(telling)(dies, telling.give_up)})
        with pytest.raises(Crash):
            while dying.deliver_next():
                pass
        assert sum(world.told().values()) == 50 - world.owed() == 17
        reborn = Relay(world.database, couriers(lambda _: None))
        while reborn.deliver_next():
            pass
        assert world.told() == world.notices() == dict.fromkeys(fifty, 1)

    def test_killed(
        self,
        settings: Settings,
        client: TestClient,
        lead: Headers,
        world: World,
        deliver: Deliver,
        fifty: list[str],
    ) -> None:
        """A process that is killed for good (SIGKILL), its transaction open; another goes on."""
        recall(client, lead, world)
        script = textwrap.dedent(
            """
            import os, signal, sys
            from api.db import Database
            import api.models
            from api.outbox.relay import Relay
            from api.recall import telling

            count = 0
            def notify(session, to, notice, real=telling.notify):
                global count
                count += 1
                told = real(session, to, notice)
                session.flush()
                if count == 24:
                    os.kill(os.getpid(), signal.SIGKILL)
                return told
            telling.notify = notify
            relay = Relay(Database(sys.argv[1]), telling.couriers(lambda _: None))
            while relay.deliver_next():
                pass
            """
        )
        died = subprocess.run(
            [sys.executable, "-c", script, settings.database],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
        assert died.returncode == -signal.SIGKILL
        assert sum(world.told().values()) == sum(world.notices().values()) == 23
        assert world.owed() == 27
        deliver()
        assert world.told() == world.notices() == dict.fromkeys(fifty, 1)

    def test_before_the_commit_nothing_is_there(
        self, client: TestClient, lead: Headers, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Article, recall, whom it reaches and what is owed are one transaction."""
        world.reads()
        put = "api.recall.service.outbox.put"
        monkeypatch.setattr(put, lambda *_: (_ for _ in ()).throw(RuntimeError))
        assert recall(client, lead, world).status_code == 500
        assert world.article.slug in world.searcher.articles
        with world.database.reading() as session:
            assert session.scalars(select(RecallOfficer)).all() == []

    def test_given_up_and_tried_again(
        self, client: TestClient, lead: Headers, world: World, deliver: Deliver, app: FastAPI
    ) -> None:
        """One whose delivery is dead is not reached; tried again, they are, once."""
        user_id = world.reads()
        made = recall(client, lead, world).json()
        relay: Relay = app.state.relay
        courier = couriers(lambda _: None)["tell_recalled"]
        with world.database.writing() as session:
            entry = session.scalars(
                select(OutboxEntry).where(OutboxEntry.kind == "tell_recalled")
            ).one()
            entry.state = "dead"
            courier.give_up(session, entry.payload, "OperationalError")
        shown = client.get(f"/v1/recalls/{made['id']}", headers=lead).json()
        assert (shown["failed"], shown["pending"]) == (1, 0)
        with world.database.writing() as session:
            entry = session.scalars(
                select(OutboxEntry).where(OutboxEntry.kind == "tell_recalled")
            ).one()
            relay.try_again(session, entry)
        deliver()
        assert world.told() == world.notices() == {user_id: 1}


class TestLabels:
    """The earlier answer says that it was withdrawn."""

    def test_in_the_history(
        self, client: TestClient, lead: Headers, officer: Headers, world: World
    ) -> None:
        """With what to do instead; an answer that came later, of a corrected article, does not."""
        with world.database.reading() as session:
            user_id = session.scalars(select(User.id).where(User.username == "officer")).one()
        world.reads(user_id=user_id)
        recall(client, lead, world)
        later = world.reads(user_id=user_id, days_ago=-1)
        assert later == user_id
        with world.database.reading() as session:
            query = select(Conversation.id).where(Conversation.user_id == user_id)
            ids = session.scalars(query.order_by(Conversation.created_at)).all()
        labels = []
        for conversation_id in ids:
            url = f"/v1/chat/conversations/{conversation_id}/messages"
            items = client.get(url, headers=officer).json()["items"]
            answers = [r for item in items for r in item["replies"] if r["kind"] == "answer"]
            labels += [reply["recalled"] for reply in answers]
        assert len(labels) == 2
        assert labels[0].startswith("Withdrawn as wrong on ")
        assert WRONG["instead"] in labels[0]
        assert labels[1] is None
