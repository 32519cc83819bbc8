"""Idempotency-Key (IETF draft): the same key and body replays the first response.

Another body under the same key is 422, a request still running 409. Keys are a user's own and
are kept `idempotency_hours`, then purged (api/retention).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.db import delete_older, utc_now
from api.errors import Problem
from api.idempotency.models import KeptRequest

MAX_KEY_CHARS = 200
STALE_AFTER_S = 60  # a request this old that never finished died with its process

IdempotencyKey = Annotated[
    str | SkipJsonSchema[None], Header(min_length=1, max_length=MAX_KEY_CHARS)
]


@dataclass(frozen=True)
class Replay:
    """The first response to the same request."""

    status: int
    body: dict[str, Any]


def fingerprint(route: str, body: BaseModel) -> str:
    """Return what must be the same under one key: the route and the body as understood."""
    return hashlib.sha256(f"{route}\n{body.model_dump_json()}".encode()).hexdigest()


def begin(
    session: Session, user_id: str, key: str, mark: str, keep_hours: int = 24
) -> Replay | None:
    """Reserve the key, or return the response to replay; refuses another body (422).

    The session must be a writing one: SQLite's single writer makes look-up and insert one step.
    """
    now = utc_now()
    kept = session.get(KeptRequest, (user_id, key))
    if kept is not None and kept.created_at < now - timedelta(hours=keep_hours):
        session.delete(kept)
        session.flush()
        kept = None
    if kept is None:
        session.add(KeptRequest(user_id=user_id, key=key, fingerprint=mark, created_at=now))
        session.flush()
        return None
    if kept.fingerprint != mark:
        raise Problem(
            422, "key_reused", "This Idempotency-Key was used for another request. Use a new one."
        )
    if kept.status is not None and kept.body is not None:
        return Replay(kept.status, kept.body)
    if now - kept.created_at < timedelta(seconds=STALE_AFTER_S):
        raise Problem(
            409,
            "still_running",
            "The first request with this key is still being worked on. Try again shortly.",
            headers={"Retry-After": "1"},
        )
    kept.created_at = now
    return None


def belongs_to(session: Session, user_id: str, key: str, conversation_id: str) -> None:
    """Note whose words the response will hold; it is forgotten with that conversation."""
    session.get_one(KeptRequest, (user_id, key)).conversation_id = conversation_id


def forget_conversation(session: Session, conversation_id: str) -> None:
    """Delete every key of the conversation, with its response."""
    session.execute(delete(KeptRequest).where(KeptRequest.conversation_id == conversation_id))


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` keys from before that moment; return when each was first used."""
    return delete_older(session, KeptRequest.created_at, before, limit)


def finish(session: Session, user_id: str, key: str, status: int, body: BaseModel) -> None:
    """Keep the response under the key."""
    kept = session.get_one(KeptRequest, (user_id, key))
    kept.status, kept.body = status, body.model_dump(mode="json")
