"""Tickets by the thousand, for tests and measurements: made straight in the database.

They look as if they had been opened over the last weeks: every state, urgency, kind and topic, some
with others who wait. The same seed gives the same tickets.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from api.db import utc_now
from api.tickets import need
from api.tickets.levels import service_levels
from api.tickets.models import Ticket, TicketCounter, TicketSubscriber
from api.tickets.routing import routing
from api.tickets.states import OWED, State
from api.tickets.urgency import Urgency

KINDS = ("guidance_request", "operational_issue", "organisational_inefficiency", "idea")
STATES = (State.NEW, State.NEW, State.NEW, State.ASSIGNED, State.ASSIGNED, State.IN_PROGRESS,
          State.REOPENED, State.ANSWERED, State.CLOSED, State.CLOSED, State.WITHDRAWN)  # fmt: skip
VOCABULARY = """shop theft van keys bikes park youth vehicles custody estate lighting patrol victim
partner council school knife burglary alley gate repeat caller night station fraud farm dog drone
evening weekend officers stop works evidence advice plan residents complaint"""
CHUNK = 1000


def seed_tickets(
    session: Session,
    count: int,
    askers: Sequence[tuple[str, str]],
    holders: Sequence[tuple[str, str]],
    *,
    seed: int = 7,
    days: int = 60,
) -> list[str]:
    """Add `count` tickets of `askers` (id, name), the taken ones with `holders`; return references.

    Two askers at least, so that somebody can join. Nothing is audited, nothing delivered.
    """
    chance, now = random.Random(seed), utc_now()
    year = now.astimezone(UTC).year
    counter = session.get(TicketCounter, year) or TicketCounter(year=year, last=0)
    session.add(counter)
    moments = sorted(now - timedelta(days=days) * chance.random() for _ in range(count))
    rows = [
        _row(chance, f"PF-{year}-{counter.last + n:06d}", at, askers, holders)
        for n, at in enumerate(moments, 1)
    ]
    counter.last += count
    session.flush()
    for start in range(0, count, CHUNK):
        session.execute(insert(Ticket), rows[start : start + CHUNK])
    joined = [row for ticket in rows for row in _joined(chance, ticket, askers)]
    if joined:
        session.execute(insert(TicketSubscriber), joined)
    need.weigh_all(session)
    return [row["ref"] for row in rows]


def _row(
    chance: random.Random,
    ref: str,
    at: datetime,
    askers: Sequence[tuple[str, str]],
    holders: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    data, state = routing(), chance.choice(STATES)
    urgency = chance.choices([*Urgency], weights=[1, 3, 12, 4])[0]
    topic = chance.choice([None, *data.topics])
    asker_id, asker_name = chance.choice(askers)
    taken = state not in (State.NEW, State.WITHDRAWN)
    holder_id, holder_name = chance.choice(holders) if taken else (None, None)
    answered = state in (State.ANSWERED, State.CLOSED, State.REOPENED)
    return {
        "ref": ref,
        "kind": chance.choices(KINDS, weights=[8, 3, 2, 2])[0],
        "question": " ".join(chance.choices(VOCABULARY.split(), k=chance.randint(6, 60))),
        "details": {"where": "The town, most nights"},
        "state": state,
        "asker_id": asker_id,
        "asker_name": asker_name,
        "assignee_id": holder_id,
        "assignee_name": holder_name,
        "assigned_at": at if taken else None,
        "start_by": service_levels().start_by(at, urgency) if state is State.ASSIGNED else None,
        "answer": "Ask **estates**, then keep a log." if answered else None,
        "answered_by_name": holder_name if answered else None,
        "answered_at": at + timedelta(days=1) if answered else None,
        "delivery": "failed" if answered and chance.random() < 0.02 else "none",
        "version": 1,
        "urgency": urgency,
        "topic": topic,
        "topic_by": "search",
        "queue": data.queue_of(topic),
        "harm": data.harm_of(topic),
        "people": 1,
        "routed": False,
        "owed_since": at,
        "due_at": service_levels().due_at(at, urgency),
        "created_at": at,
        "updated_at": at,
    }


def _joined(
    chance: random.Random, ticket: dict[str, Any], askers: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Others who wait for the answer to an owed ticket; mostly nobody."""
    if ticket["state"] not in OWED or chance.random() < 0.8:
        return []
    others = [asker for asker in askers if asker[0] != ticket["asker_id"]]
    return [
        {"ref": ticket["ref"], "user_id": user_id, "name": name, "joined_at": ticket["created_at"]}
        for user_id, name in chance.sample(others, chance.randint(1, len(others)))
    ]
