"""A deleted conversation is gone from everywhere it went; its requests live on without it."""

import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from api.articles.models import StoredArticle
from api.channels import gateway
from api.conversations.models import Conversation, Feedback, Turn
from api.gaps.models import Gap, GapAction, GapAnswer, GapQuestion
from api.models import metadata
from api.outbox.couriers import MAX_ATTEMPTS
from api.outbox.models import OutboxEntry
from api.outbox.service import waiting
from api.recall.models import Recall, RecallOfficer
from api.retention import deletion
from api.retention.deletion import FORGET_DIALOGUE
from api.retention.models import PurgeReceipt
from api.tickets.models import TicketSubscriber
from api.worksheets.models import Worksheet
from tests.api.channels.talking import CHAT, say
from tests.api.channels.test_delivery import wait_for

PLANTED = "zebra-quartz-lantern"
AGREED = [{"custom": {"kind": "delete_conversation", "agreed": True}}]


def url(conversation_id):
    """Return the address of a conversation."""
    return f"/v1/chat/conversations/{conversation_id}"


def tables_of(column):
    """Return every table that has the column."""
    return [table for table in metadata.sorted_tables if column in table.c]


def rows(app, table, column, value):
    """Return how many rows of the table hold the value."""
    with app.state.database.reading() as session:
        query = select(func.count()).select_from(table).where(table.c[column] == value)
        return session.scalar(query)


def sender_of(app, conversation_id):
    """Return the name that rasa knows the conversation by."""
    with app.state.database.reading() as session:
        return session.get_one(Conversation, conversation_id).sender_id


@pytest.fixture
def full(client, app, officer, officer_b, rasa, service_token):
    """A conversation that has left something in every table that a conversation can reach."""
    rasa.script = lambda body: [
        {"text": "Hello.", "buttons": [{"title": f"More {PLANTED}", "payload": "/help"}]}
    ]
    headers = officer | {"Idempotency-Key": "a-key"}
    conversation_id = say(client, headers, f"about {PLANTED}")["conversation_id"]
    body = {"question": f"Why {PLANTED}?", "conversation_id": conversation_id}
    ref = client.post("/v1/tickets", json=body, headers=officer).json()["ref"]
    other = client.post("/v1/tickets", json={"question": "Else?"}, headers=officer_b).json()["ref"]
    now = datetime.now(UTC)
    with app.state.database.writing() as session:
        turn = session.scalar(select(Turn).where(Turn.conversation_id == conversation_id))
        turn.search = {"outcome": "answered", "planted": PLANTED}
        common = {"conversation_id": conversation_id, "turn_id": turn.id}
        session.add(Feedback(slug="a-slug", verdict="helped", created_at=now, **common))
        owner = session.get_one(Conversation, conversation_id).user_id
        gap = Gap(named_by=turn.id, created_at=now, updated_at=now)
        session.add(gap)
        session.flush()
        action = GapAction(
            gap_id=gap.id, kind="article", slug="a-slug", questions=1, by=owner, at=now
        )
        asked = {"user_id": owner, "question": PLANTED, "why": "unanswered", "asked_at": now}
        session.add_all([action, GapQuestion(gap_id=gap.id, **asked, **common)])
        session.flush()
        session.add_all(_recalled(session, owner, conversation_id, now))
        session.add(GapAnswer(action_id=action.id, turn_id=turn.id, outcome="unanswered"))
        session.add(
            TicketSubscriber(
                ref=other,
                user_id=owner,
                name="PC",
                conversation_id=conversation_id,
                delivery="pending",
                joined_at=now,
            )
        )
        for kind in ("plan", "guidance_request"):
            session.add(
                Worksheet(
                    id=f"sheet-{kind}",
                    user_id=owner,
                    kind=kind,
                    answers={"question": PLANTED if kind == "guidance_request" else "my plan"},
                    offered=PLANTED,
                    state="open",
                    created_at=now,
                    updated_at=now,
                    **common,
                )
            )
    return conversation_id, turn.id, ref


def _recalled(session, owner, conversation_id, now):
    """Return a recall of an article that was given in the conversation."""
    slug = session.scalar(select(StoredArticle.slug))
    recall = Recall(
        slug=slug, title="T", number=1, reason="r", instead="i", since=now, by=owner, at=now
    )
    session.add(recall)
    session.flush()
    common = {"conversation_id": conversation_id, "channel": "web", "given_at": now}
    return [RecallOfficer(recall_id=recall.id, user_id=owner, **common)]


class TestEverywhere:
    """DELETE /v1/chat/conversations/{id}, table by table."""

    def test_no_table_knows_it_any_more(self, client, app, officer, full):
        """Each table that can point at a conversation or a turn did, and none does.

        A new table with such a column has to be filled above, and forgotten by its domain.
        """
        conversation_id, turn_id, _ = full
        held = {"conversation_id": conversation_id, "turn_id": turn_id}
        for column, value in held.items():
            for table in tables_of(column):
                assert rows(app, table, column, value) > 0, table.name
        assert client.delete(url(conversation_id), headers=officer).status_code == 204
        for column, value in held.items():
            for table in tables_of(column):
                assert rows(app, table, column, value) == 0, table.name

    def test_words_are_gone_from_the_file(self, client, app, officer, full, tmp_path):
        """From the database and from its write-ahead log; only the request still has them."""
        conversation_id, _, ref = full
        before = text_in_files(tmp_path, PLANTED)
        client.delete(url(conversation_id), headers=officer)
        assert client.get(f"/v1/tickets/{ref}", headers=officer).json()["question"]
        with app.state.database.writing() as session:  # the request's own record class
            session.execute(update(metadata.tables["tickets"]).values(question="-"))
        wait_for(lambda: nothing_waits(app))
        app.state.database.empty_log()
        assert before > 0
        assert text_in_files(tmp_path, PLANTED) == 0

    def test_what_is_the_officers_own_stays(self, client, app, officer, curator, full):
        """The request without its conversation, the plan unlinked, the verdict as a bare count."""
        conversation_id, _, ref = full
        client.delete(url(conversation_id), headers=officer)
        ticket = client.get(f"/v1/tickets/{ref}", headers=officer).json()
        assert (ticket["conversation_id"], ticket["question"]) == (None, f"Why {PLANTED}?")
        answered = client.post(
            f"/v1/tickets/{ref}/answer", json={"answer": "So"}, headers=curator
        ).json()
        assert answered["delivery"] == "none"
        with app.state.database.reading() as session:
            (sheet,) = session.scalars(select(Worksheet)).all()
            assert (sheet.kind, sheet.offered) == ("plan", None)
            (verdict,) = session.scalars(select(Feedback)).all()
            assert (verdict.slug, verdict.verdict) == ("a-slug", "helped")
            assert verdict.created_at.time() == datetime.min.time()

    def test_receipt_and_audit_have_no_words(self, client, app, officer, full):
        """Who, when, which class, how many."""
        client.delete(url(full[0]), headers=officer)
        with app.state.database.reading() as session:
            (receipt,) = session.scalars(select(PurgeReceipt)).all()
            assert (receipt.record_class, receipt.count) == ("conversation", 1)
            assert receipt.by != "system"


def text_in_files(folder, text):
    """Return in how many files under the folder the text stands, the write-ahead log included."""
    return sum(text.encode() in file.read_bytes() for file in folder.glob("prevention.db*"))


def nothing_waits(app):
    """Say whether rasa has forgotten all it was told to."""
    with app.state.database.reading() as session:
        return waiting(session, FORGET_DIALOGUE).count == 0


class TestWhose:
    """One's own, once."""

    def test_second_time_and_somebody_elses_are_404(self, client, officer, officer_b, rasa):
        """A stranger learns nothing, and deletes nothing."""
        conversation_id = say(client, officer, "hello")["conversation_id"]
        assert client.delete(url(conversation_id), headers=officer_b).status_code == 404
        assert client.get(f"{url(conversation_id)}/messages", headers=officer).status_code == 200
        assert client.delete(url(conversation_id), headers=officer).status_code == 204
        assert client.delete(url(conversation_id), headers=officer).status_code == 404
        assert client.get(f"{url(conversation_id)}/messages", headers=officer).status_code == 404

    def test_retry_of_an_old_message_brings_nothing_back(self, client, officer, rasa):
        """The kept answer went with it."""
        headers = officer | {"Idempotency-Key": "once"}
        conversation_id = say(client, headers, "hello")["conversation_id"]
        headers = officer | {"Idempotency-Key": "twice"}
        body = {"text": "hello again", "conversation_id": conversation_id}
        assert client.post(CHAT, json=body, headers=headers).status_code == 200
        client.delete(url(conversation_id), headers=officer)
        assert client.post(CHAT, json=body, headers=headers).status_code == 404


class TestDialogue:
    """Rasa is told through the outbox."""

    def test_is_told_which(self, client, app, officer, rasa):
        """By the name that it knows the conversation by, which is then forgotten here too."""
        conversation_id = say(client, officer, "hello")["conversation_id"]
        sender = sender_of(app, conversation_id)
        client.delete(url(conversation_id), headers=officer)
        wait_for(lambda: nothing_waits(app))
        assert rasa.forgotten == [f"/{sender}"]
        with app.state.database.reading() as session:
            (entry,) = session.scalars(select(OutboxEntry)).all()
            assert (entry.state, entry.payload) == ("delivered", {})

    def test_is_told_for_as_long_as_it_takes(self, client, app, officer, rasa):
        """It is never given up; what waits, since when and why not yet is there to be seen."""
        conversation_id = say(client, officer, "hello")["conversation_id"]
        app.state.relay.stop()
        rasa.status = 500
        client.delete(url(conversation_id), headers=officer)
        for _ in range(MAX_ATTEMPTS + 3):
            with app.state.database.writing() as session:
                session.execute(update(OutboxEntry).values(next_at=OutboxEntry.created_at))
            assert app.state.relay.deliver_next()
        with app.state.database.reading() as session:
            seen = waiting(session, FORGET_DIALOGUE)
            entry = session.scalars(select(OutboxEntry)).one()
            assert (seen.count, seen.error, entry.state) == (1, "RasaUnavailable", "pending")
            assert (entry.next_at - datetime.now(UTC)).total_seconds() < 601
        rasa.status = 200
        with app.state.database.writing() as session:
            session.execute(update(OutboxEntry).values(next_at=OutboxEntry.created_at))
        assert app.state.relay.deliver_next()
        assert nothing_waits(app)


class TestTurnInProgress:
    """A deletion while rasa is at work on a message of the conversation."""

    def test_the_turn_brings_nothing_back(self, client, app, officer, rasa, service_token):
        """The late answer is 404, a late action finds no turn, and no row is written."""
        conversation_id = say(client, officer, "hello")["conversation_id"]
        asked, go_on = threading.Event(), threading.Event()

        def slow(body):
            asked.set()
            assert go_on.wait(5)
            return [{"text": PLANTED}]

        rasa.script = slow
        late = []
        body = {"text": f"late {PLANTED}", "conversation_id": conversation_id}
        headers = officer | {"Idempotency-Key": "late"}
        thread = threading.Thread(
            target=lambda: late.append(client.post(CHAT, json=body, headers=headers))
        )
        thread.start()
        assert asked.wait(5)
        turn_id = rasa.received[-1]["metadata"]["turn_id"]
        assert client.delete(url(conversation_id), headers=officer).status_code == 204
        service = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
        draft = client.put(f"/v1/turns/{turn_id}/draft", json={"tried": PLANTED}, headers=service)
        go_on.set()
        thread.join(5)
        assert draft.status_code == 404
        assert late[0].status_code == 404
        for name in ("conversations", "turns", "messages", "buttons", "kept_requests"):
            with app.state.database.reading() as session:
                table = metadata.tables[name]
                assert session.scalar(select(func.count()).select_from(table)) == 0, name

    def test_urgent_one_is_answered_all_the_same(self, client, app, officer, rasa, monkeypatch):
        """In a new conversation: help is named, whatever was deleted."""
        conversation_id = say(client, officer, "hello")["conversation_id"]
        real = gateway._work

        async def deleted_meanwhile(*arguments):
            with app.state.database.writing() as session:
                owner = session.get_one(Conversation, conversation_id).user_id
                deletion.delete_own(session, owner, conversation_id)
            return await real(*arguments)

        monkeypatch.setattr(gateway, "_work", deleted_meanwhile)
        text = "he's got a knife and he is attacking her right now"
        body = say(client, officer, text, conversation_id=conversation_id)
        assert body["outcome"] == "urgent"
        assert body["conversation_id"] != conversation_id


class TestByChat:
    """ "Delete this conversation", said in it."""

    def test_asking_deletes_nothing(self, client, officer, rasa):
        """What would happen is said, with the buttons that rasa gives."""
        rasa.script = lambda body: [
            {
                "custom": {
                    "kind": "delete_conversation",
                    "buttons": [{"title": "Yes", "payload": "/delete_conversation"}],
                }
            }
        ]
        body = say(client, officer, "delete this chat")
        assert "cannot be undone" in body["replies"][0]["text"]
        assert body["replies"][0]["buttons"]
        messages = client.get(f"{url(body['conversation_id'])}/messages", headers=officer)
        assert len(messages.json()["items"]) == 2

    def test_agreed_is_done_at_the_end_of_the_turn(self, client, app, officer, rasa):
        """The reply says so in a new conversation; a retry hears the same; rasa is told."""
        conversation_id = say(client, officer, f"about {PLANTED}")["conversation_id"]
        sender = sender_of(app, conversation_id)
        rasa.script = lambda body: AGREED
        headers = officer | {"Idempotency-Key": "yes"}
        more = {"conversation_id": conversation_id}
        body = say(client, headers, "yes", **more)
        assert body["replies"][0]["code"] == "conversation_deleted"
        assert body["conversation_id"] != conversation_id
        assert say(client, headers, "yes", **more) == body
        assert client.get(f"{url(conversation_id)}/messages", headers=officer).status_code == 404
        shown = client.get(f"{url(body['conversation_id'])}/messages", headers=officer).json()
        assert [item["id"] for item in shown["items"]] == [body["message_id"]]
        wait_for(lambda: f"/{sender}" in rasa.forgotten)

    def test_agreed_by_a_button_while_rasa_is_down(self, client, officer, rasa):
        """It needs no dialogue."""
        rasa.script = lambda body: [
            {
                "custom": {
                    "kind": "delete_conversation",
                    "buttons": [
                        {"title": "Yes", "payload": '/delete_conversation{"confirm":"yes"}'}
                    ],
                }
            }
        ]
        body = say(client, officer, "delete this chat")
        conversation_id = body["conversation_id"]
        rasa.status = 500
        payload = body["replies"][0]["buttons"][0]["payload"]
        done = say(client, officer, "", conversation_id=conversation_id, payload=payload)
        assert done["replies"][0]["code"] == "conversation_deleted"
        assert client.get(f"{url(conversation_id)}/messages", headers=officer).status_code == 404


class TestPrivacy:
    """ "What do you keep, and who can see it?" """

    def test_figures_are_those_of_the_record_classes(self, client, officer, rasa):
        """And the page that has the rest is linked."""
        rasa.script = lambda body: [{"custom": {"kind": "privacy"}}]
        reply = say(client, officer, "who can see this")["replies"][0]
        assert "90 days" in reply["text"]
        assert "7 years" in reply["text"]
        assert reply["links"][0]["url"] == "/privacy"


class TestListeners:
    """A page that listens to a conversation that is deleted elsewhere."""

    def test_stream_ends(self, live_server, app, officer, rasa):
        """Instead of waiting for ever for what cannot come."""
        body = live_server.post(CHAT, json={"text": "hello"}, headers=officer).json()
        conversation_id = body["conversation_id"]
        ended = threading.Event()

        def listen():
            with live_server.stream(
                "GET", f"{url(conversation_id)}/events", headers=officer, timeout=10
            ) as stream:
                for _ in stream.iter_lines():
                    pass
            ended.set()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        time.sleep(0.3)
        assert live_server.delete(url(conversation_id), headers=officer).status_code == 204
        assert ended.wait(8)
