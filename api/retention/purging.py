"""The purge: each record class, in batches, with a receipt in the transaction of each deletion."""

import time
import uuid
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.articles.gate import repository as gate
from api.audit import service as audit
from api.conversations import repository as conversations
from api.db import Database, utc_now
from api.hub_only import service as hub_only
from api.idempotency import service as idempotency
from api.identity import repository as identity
from api.notifications import service as notifications
from api.outbox import service as outbox
from api.recall import repository as recalls
from api.retention import repository
from api.retention.classes import Key, RecordClasses, record_classes
from api.retention.deletion import delete_conversation
from api.retention.models import SYSTEM
from api.settings import Settings
from api.staffing import repository as staffing
from api.tickets import queue_repository as queue
from api.tickets import repository as tickets
from api.wording import wording
from api.worksheets import repository as worksheets

log = structlog.get_logger(__name__)
BATCH = 50
PAUSE_S = 0.02  # between two batches, for whoever else wants to write
FORGET_UNUSED_DIALOGUE = "forget_unused_dialogue"

Purge = Callable[[Session, datetime, int], list[datetime]]
"""Deletes at most so many from before a moment, and returns the date of each."""


def _conversations(session: Session, before: datetime, limit: int) -> list[datetime]:
    owed = tickets.conversations_owed()
    due = conversations.unused_since(session, before, limit, but=owed)
    dates = [conversation.updated_at for conversation in due]
    for conversation in due:
        delete_conversation(session, conversation, SYSTEM)
    return dates


def _ticket_texts(session: Session, before: datetime, limit: int) -> list[datetime]:
    return tickets.purge_texts(session, before, limit, wording().retention.no_longer_kept)


PURGES: dict[Key, Purge] = {
    "conversation": _conversations,
    "search_memory": conversations.purge_searches,
    "idempotency": idempotency.purge,
    "feedback": conversations.purge_feedback,
    "worksheet": worksheets.purge,
    "ticket": _ticket_texts,
    "outbox": outbox.purge,
    "notice": notifications.purge,
    "hub_only": hub_only.purge,
    "session": identity.purge_expired,
    "import_record": articles.purge_imports,
    "absence": staffing.purge_absences,
    "queue_view": queue.purge_views,
    "receipt": repository.purge,
    "recall": recalls.purge,
    "gate_override": gate.purge,
    "audit": audit.purge,
}
"""Every class but the dialogue's memory, which is rasa's: it is purged through the outbox."""


def purge(
    database: Database,
    settings: Settings,
    *,
    by: str = SYSTEM,
    classes: RecordClasses | None = None,
    pause_s: float = PAUSE_S,
) -> str:
    """Delete whatever is due by the clock and return the run's id; its receipts say what it was.

    Each batch is a transaction of its own, so nobody waits long for the database, and a run that
    is broken off has receipts for what it did. One that finds nothing due says so, per class.
    """
    run_id, now = str(uuid.uuid4()), utc_now()
    for key, record_class in (classes or record_classes()).classes.items():
        before = now - record_class.keep.period(settings)
        if key == "dialogue":
            _ask_rasa(database, run_id, before, by)
            continue
        while _batch(database, PURGES[key], key, run_id, before, by) == BATCH:
            time.sleep(pause_s)
    database.empty_log()
    log.info("purged", run_id=run_id, by=by)
    return run_id


def _batch(
    database: Database, purge_some: Purge, key: Key, run_id: str, before: datetime, by: str
) -> int:
    with database.writing() as session:
        dates = purge_some(session, before, BATCH)
        session.flush()
        repository.add_to_receipt(session, run_id, key, by, utc_now(), dates)
        return len(dates)


def _ask_rasa(database: Database, run_id: str, before: datetime, by: str) -> None:
    payload = {"run_id": run_id, "before": before.isoformat(), "by": by}
    with database.writing() as session:
        outbox.put(session, FORGET_UNUSED_DIALOGUE, payload)
