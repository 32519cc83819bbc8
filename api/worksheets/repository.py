"""Queries on worksheets."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.db import delete_older
from api.worksheets.models import Worksheet
from api.worksheets.schemas import State


def find(session: Session, worksheet_id: str) -> Worksheet | None:
    """Return that worksheet, whoever owns it."""
    return session.get(Worksheet, worksheet_id)


def owned(session: Session, worksheet_id: str, user_id: str) -> Worksheet | None:
    """Return that worksheet if the user owns it."""
    return session.scalar(
        select(Worksheet).where(Worksheet.id == worksheet_id, Worksheet.user_id == user_id)
    )


def of_user(
    session: Session, user_id: str, states: Iterable[State], kinds: Iterable[str], limit: int
) -> list[Worksheet]:
    """Return the user's worksheets in those states, the last touched first; no `kinds` is any."""
    query = select(Worksheet).where(Worksheet.user_id == user_id, Worksheet.state.in_(list(states)))
    wanted = list(kinds)
    if wanted:
        query = query.where(Worksheet.kind.in_(wanted))
    return list(
        session.scalars(query.order_by(Worksheet.updated_at.desc(), Worksheet.id).limit(limit))
    )


def open_in(session: Session, conversation_id: str, kind: str) -> list[Worksheet]:
    """Return the unfinished worksheets of a kind in a conversation, the last touched first."""
    return list(
        session.scalars(
            select(Worksheet)
            .where(
                Worksheet.conversation_id == conversation_id,
                Worksheet.kind == kind,
                Worksheet.state == "open",
            )
            .order_by(Worksheet.updated_at.desc(), Worksheet.id)
        )
    )


def count_open(session: Session, user_id: str) -> int:
    """Return how many unfinished worksheets the user has."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Worksheet)
            .where(Worksheet.user_id == user_id, Worksheet.state == "open")
        )
        or 0
    )


def unlink_conversation(session: Session, conversation_id: str) -> None:
    """Let the documents made in a conversation live on without it.

    A request to the Hub that was never sent is no document of its own and goes; so does what was
    said last and may still become an answer.
    """
    of_it = Worksheet.conversation_id == conversation_id
    session.execute(
        delete(Worksheet).where(
            of_it, Worksheet.kind == "guidance_request", Worksheet.state == "open"
        )
    )
    session.execute(
        update(Worksheet).where(of_it).values(conversation_id=None, offered=None, turn_id=None)
    )


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` worksheets last changed before; return when each was."""
    return delete_older(session, Worksheet.updated_at, before, limit)
