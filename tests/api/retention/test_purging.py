"""What was kept as long as its class says goes, the rest stays, and a receipt says how much."""

import json
import threading
import time
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from api.articles.models import ImportedDocument
from api.audit import service as audit
from api.audit.models import AuditEntry
from api.conversations import service as conversations
from api.conversations.models import Conversation, Feedback, Message, Turn
from api.db import utc_now
from api.idempotency.models import KeptRequest
from api.identity.models import BrowserSession, User
from api.outbox.models import OutboxEntry
from api.retention import purging
from api.retention.daily import is_due
from api.retention.models import PurgeReceipt
from api.retention.purging import purge
from api.staffing.models import Absence
from api.tickets.models import QueueView, Ticket, TicketSubscriber
from api.worksheets.models import Worksheet
from tests.api.whole_app import bearer_of

PLANTED = "violet-anvil-harbour"


@pytest.fixture
def database(app):
    """The app's database, with one record of each class from today."""
    with app.state.database.writing() as session:
        fill(session)
    return app.state.database


def fill(session, mark=""):
    """Add one record of each class, now."""
    user_id = session.scalar(select(User.id).where(User.username == "officer"))
    now = utc_now()
    conversation = conversations.start_conversation(session, user_id)
    turn = Turn(
        id=f"turn{mark}",
        conversation_id=conversation.id,
        question=PLANTED,
        search={"planted": PLANTED},
        outcome="answered",
        created_at=now,
        closed_at=now,
    )
    session.add(turn)
    session.flush()
    conversations.add_message(session, conversation.id, "officer", text=PLANTED, turn_id=turn.id)
    common = {"created_at": now, "conversation_id": conversation.id}
    session.add(KeptRequest(user_id=user_id, key=f"k{mark}", fingerprint="f", **common))
    session.add(Feedback(turn_id=turn.id, slug="s", verdict="helped", **common))
    session.add(
        Worksheet(
            id=f"w{mark}", user_id=user_id, kind="plan", state="open", updated_at=now, **common
        )
    )
    session.add(
        Ticket(
            ref=f"PF-2026-00000{mark}",
            kind="guidance_request",
            question=PLANTED,
            details={"tried": PLANTED},
            state="answered",
            asker_id=user_id,
            asker_name="PC Planted",
            answer=PLANTED,
            reopen_reason=PLANTED,
            queue="hub",
            owed_since=now,
            due_at=now,
            updated_at=now,
            **common,
        )
    )
    session.flush()
    session.add(
        TicketSubscriber(
            ref=f"PF-2026-00000{mark}", user_id=user_id, name="PC Planted", joined_at=now
        )
    )
    today = now.date()
    session.add(Absence(user_id=user_id, from_date=today, until_date=today, created_at=now))
    session.add(QueueView(owner_id=user_id, name=f"v{mark}", filter={}, updated_at=now))
    done = {"state": "delivered", "created_at": now, "next_at": now}
    session.add(OutboxEntry(kind="ticket_answer", payload={}, **done))
    session.add(
        BrowserSession(
            cookie_hash=f"c{mark}", user_id=user_id, csrf_token="t", created_at=now, expires_at=now
        )
    )


def count(database, table, *where):
    """Return how many rows there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


def receipts(database, run_id):
    """Return a run's receipts: class to count."""
    with database.reading() as session:
        rows = session.scalars(select(PurgeReceipt).where(PurgeReceipt.run_id == run_id)).all()
        return {row.record_class: row.count for row in rows}


class TestPurge:
    """`purge`, as days go by."""

    def test_nothing_is_due_at_once(self, database, settings):
        """One receipt a class all the same: the purge ran."""
        found = receipts(database, purge(database, settings))
        assert found == dict.fromkeys(purging.PURGES, 0)
        assert count(database, Conversation) == 1

    @pytest.mark.parametrize(
        ("days", "gone"),
        [
            (0.9, set()),
            (1.1, {"idempotency", "session"}),
            (29.9, {"idempotency", "session"}),
            (30.1, {"idempotency", "session", "search_memory", "outbox"}),
            (89.9, {"idempotency", "session", "search_memory", "outbox"}),
        ],
    )
    def test_each_class_goes_by_its_own_period(self, database, settings, time_passes, days, gone):
        """Not a day sooner, and what is due is named by class."""
        time_passes.forward(days)
        found = receipts(database, purge(database, settings))
        assert {key for key, number in found.items() if number} == gone
        assert count(database, Turn, Turn.question == PLANTED) == 1
        assert count(database, Turn, func.json_type(Turn.search) == "object") == (
            "search_memory" not in gone
        )

    def test_what_the_hub_keeps_for_its_queue(self, database, settings, time_passes):
        """An absence goes once it has been over that long, a view that nobody has saved since."""
        time_passes.forward(90)
        assert receipts(database, purge(database, settings))["absence"] == 0
        time_passes.forward(1.1)
        found = receipts(database, purge(database, settings))
        assert (found["absence"], found["queue_view"]) == (1, 0)
        time_passes.forward(2 * 365 - 91)
        assert receipts(database, purge(database, settings))["queue_view"] == 1

    def test_conversation_goes_with_all_that_was_said(self, database, settings, time_passes):
        """And rasa is to forget it; request, plan and verdict are left, unlinked."""
        time_passes.forward(90.1)
        found = receipts(database, purge(database, settings))
        assert found["conversation"] == 1
        assert [count(database, table) for table in (Conversation, Turn, Message)] == [0, 0, 0]
        left = [count(database, table) for table in (Ticket, Worksheet, Feedback)]
        assert left == [1, 1, 1]
        assert count(database, OutboxEntry, OutboxEntry.kind == "forget_dialogue") == 1

    @pytest.mark.parametrize("state", ["new", "assigned", "in_progress", "reopened"])
    def test_conversation_waits_for_the_answer_of_the_hub(
        self, database, settings, time_passes, state
    ):
        """However long that takes: the answer comes back into it."""
        with database.writing() as session:
            session.execute(update(Ticket).values(state=state))
        time_passes.forward(200)
        assert receipts(database, purge(database, settings))["conversation"] == 0
        with database.writing() as session:
            session.execute(update(Ticket).values(state="closed"))
        assert receipts(database, purge(database, settings))["conversation"] == 1

    def test_used_again_is_kept(self, database, settings, time_passes):
        """The period begins anew with each message."""
        time_passes.forward(80)
        with database.writing() as session:
            conversation_id = session.scalar(select(Conversation.id))
            conversations.add_message(session, conversation_id, "officer", text="again")
        time_passes.forward(80)
        assert receipts(database, purge(database, settings))["conversation"] == 0
        time_passes.forward(11)
        assert receipts(database, purge(database, settings))["conversation"] == 1

    def test_ticket_loses_its_words_after_seven_years(self, database, settings, time_passes):
        """Number, kind, state and dates stay; the words and the name do not. Once."""
        time_passes.forward(7 * 365 + 1)
        assert receipts(database, purge(database, settings))["ticket"] == 1
        assert receipts(database, purge(database, settings))["ticket"] == 0
        with database.reading() as session:
            ticket = session.scalars(select(Ticket)).one()
            assert PLANTED not in json.dumps([ticket.question, ticket.details, ticket.answer])
            assert (ticket.asker_name, ticket.reopen_reason) == ("(no longer kept)", None)
            assert session.scalars(select(TicketSubscriber.name)).one() == "(no longer kept)"

    def test_open_ticket_keeps_its_words(self, database, settings, time_passes):
        """The Hub still owes an answer."""
        with database.writing() as session:
            session.execute(update(Ticket).values(state="new"))
        time_passes.forward(7 * 365 + 1)
        assert receipts(database, purge(database, settings))["ticket"] == 0

    def test_entry_that_is_not_delivered_stays(self, database, settings, time_passes):
        """However old it is."""
        with database.writing() as session:
            session.execute(update(OutboxEntry).values(state="pending"))
        time_passes.forward(400)
        purge(database, settings)
        assert count(database, OutboxEntry, OutboxEntry.kind == "ticket_answer") == 1

    def test_the_rest_goes_in_its_years(self, database, settings, time_passes):
        """Verdicts, plans and import records after two, receipts and the audit log after seven."""
        with database.writing() as session:
            user_id = session.scalar(select(User.id))
            slug = session.scalar(select(purging.articles.StoredArticle.slug))
            session.add(
                ImportedDocument(
                    sha256="0",
                    slug=slug,
                    name="n",
                    kind="docx",
                    report={},
                    imported_by=user_id,
                    imported_at=utc_now(),
                )
            )
            audit.record(session, actor_id="a", action="x", object_kind="o", object_id="old")
        purge(database, settings)
        time_passes.forward(2 * 365 + 1)
        found = receipts(database, purge(database, settings))
        assert (found["feedback"], found["worksheet"], found["import_record"]) == (1, 1, 1)
        time_passes.forward(5 * 365)
        found = receipts(database, purge(database, settings))
        assert found["receipt"] == len(purging.PURGES)
        assert count(database, AuditEntry, AuditEntry.object_id == "old") == 0


class TestReceipts:
    """One a class and run, with dates and no words."""

    def test_covers_every_batch(self, database, settings, time_passes, monkeypatch):
        """Count and dates are those of the whole run."""
        monkeypatch.setattr(purging, "BATCH", 2)
        with database.writing() as session:
            for number in range(5):
                time_passes.forward(0.5)
                fill(session, str(number))
        time_passes.forward(95)
        run_id = purge(database, settings, pause_s=0)
        with database.reading() as session:
            of_run = PurgeReceipt.run_id == run_id, PurgeReceipt.record_class == "conversation"
            receipt = session.scalars(select(PurgeReceipt).where(*of_run)).one()
            assert receipt.count == 6
            assert receipt.newest_at - receipt.oldest_at > timedelta(days=2)
            assert receipt.by == "system"
            words = [
                str(value)
                for row in session.scalars(select(PurgeReceipt))
                for value in vars(row).values()
            ]
        assert PLANTED not in " ".join(words)

    def test_broken_off_run_has_receipts_for_what_it_did(
        self, database, settings, time_passes, monkeypatch
    ):
        """A deletion and its receipt are one transaction."""
        time_passes.forward(95)
        broken = dict(purging.PURGES)

        def fails(*_):
            raise RuntimeError("the disk is full")

        broken["feedback"] = fails
        monkeypatch.setattr(purging, "PURGES", broken)
        with pytest.raises(RuntimeError):
            purge(database, settings)
        with database.reading() as session:
            kinds = session.scalars(select(PurgeReceipt.record_class)).all()
        assert "conversation" in kinds
        assert count(database, Conversation) == 0


class TestFile:
    """What is purged is gone from the file."""

    def test_much_text_leaves_nothing_behind(self, app, settings, time_passes, tmp_path):
        """Long and short texts, over many pages, among others that stay."""
        database = app.state.database
        with database.writing() as session:
            user_id = session.scalar(select(User.id))
            for number in range(60):
                conversation = conversations.start_conversation(session, user_id)
                for length in (1, 7, 150, 900):
                    text = f"{PLANTED} {number} " * length
                    conversations.add_message(session, conversation.id, "officer", text=text)
        database.empty_log()
        assert PLANTED.encode() in (tmp_path / "prevention.db").read_bytes()
        time_passes.forward(50)
        with database.writing() as session:
            kept = conversations.start_conversation(session, user_id)
            conversations.add_message(session, kept.id, "officer", text="kept-words " * 3000)
        time_passes.forward(45)
        purge(database, settings, pause_s=0)
        for file in tmp_path.glob("prevention.db*"):
            assert PLANTED.encode() not in file.read_bytes(), file.name
        assert b"kept-words" in (tmp_path / "prevention.db").read_bytes()


class TestOthersMeanwhile:
    """A long purge does not keep anybody waiting."""

    @pytest.mark.alone
    def test_writers_come_in_between_batches(self, app, settings, time_passes, monkeypatch):
        """Each waits for one batch at most, not for the run."""
        database = app.state.database
        monkeypatch.setattr(purging, "BATCH", 5)
        with database.writing() as session:
            user_id = session.scalar(select(User.id))
            for _ in range(100):
                conversations.start_conversation(session, user_id)
        time_passes.forward(95)
        thread = threading.Thread(target=purge, args=(database, settings))
        waits = []
        thread.start()
        while thread.is_alive():
            started = time.monotonic()
            with database.writing() as session:
                session.execute(update(User).values(active=True))
            waits.append(time.monotonic() - started)
            time.sleep(0.01)
        thread.join()
        assert len(waits) > 5
        assert max(waits) < 1.0
        assert count(database, Conversation) == 0


class TestDaily:
    """When api purges by itself."""

    def test_first_time_and_then_once_a_day(self, app, settings, time_passes):
        """An officer's own deletion is no run of the system."""
        database = app.state.database
        assert is_due(database)
        purge(database, settings, by="an officer")
        assert is_due(database)
        purge(database, settings)
        assert not is_due(database)
        time_passes.forward(0.9)
        assert not is_due(database)
        time_passes.forward(0.2)
        assert is_due(database)


class TestForLeads:
    """GET /v1/retention/receipts and the page."""

    @pytest.fixture
    def lead(self, settings):
        """Headers of the demo lead."""
        return bearer_of(settings, "lead")

    def test_pages_of_receipts(self, client: TestClient, database, settings, lead):
        """The newest first; `next` leads to all of them."""
        purge(database, settings)
        url = "/v1/retention/receipts"
        first = client.get(url, params={"limit": 5}, headers=lead).json()
        assert len(first["items"]) == 5
        rest = client.get(url, params={"before": first["next"]}, headers=lead).json()
        assert rest["next"] is None
        ids = [item["id"] for item in first["items"] + rest["items"]]
        assert ids == sorted(ids, reverse=True)
        assert len(ids) == len(purging.PURGES)

    @pytest.mark.parametrize("query", [{"before": 0}, {"before": 2**63}, {"limit": 0}])
    def test_odd_page_is_refused(self, client: TestClient, lead, query):
        """422, not a fault."""
        response = client.get("/v1/retention/receipts", params=query, headers=lead)
        assert response.status_code == 422

    @pytest.mark.parametrize("path", ["/v1/retention/receipts", "/console/retention"])
    def test_not_for_curators_and_officers(self, client: TestClient, curator, officer, path):
        """403."""
        assert client.get(path, headers=curator).status_code == 403
        assert client.get(path, headers=officer).status_code == 403

    def test_page_shows_receipts_and_what_waits(
        self, client: TestClient, database, settings, lead, time_passes
    ):
        """Rasa is down here: what it has still to forget is said, with the reason."""
        assert "Nothing has been deleted yet" in client.get("/console/retention", headers=lead).text
        time_passes.forward(95)
        purge(database, settings)
        lead = bearer_of(settings, "lead")  # the other one ran out meanwhile
        page = client.get("/console/retention", headers=lead).text
        assert "Conversations" in page
        assert "the daily purge" in page
        assert "1 deleted conversation is still to be deleted" in page
        older = client.get("/console/retention", params={"before": 1}, headers=lead).text
        assert "no older receipts" in older
