"""Queries on recalls and on whom they reach."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.articles.models import StoredArticle
from api.identity.models import User
from api.recall.models import Recall, RecallOfficer

CHUNK = 500  # SQLite takes a limited number of variables in one statement


def find(session: Session, recall_id: int) -> Recall | None:
    """Return that recall."""
    return session.get(Recall, recall_id)


def newest_of(session: Session, slug: str) -> Recall | None:
    """Return the newest recall of an article."""
    query = select(Recall).where(Recall.slug == slug).order_by(Recall.id.desc())
    return session.scalar(query.limit(1))


def page(session: Session, limit: int, before: int | None = None) -> list[Recall]:
    """Return recalls, the newest first, from below the id `before`."""
    query = select(Recall)
    if before is not None:
        query = query.where(Recall.id < before)
    return list(session.scalars(query.order_by(Recall.id.desc()).limit(limit)))


def recalls_of(session: Session, slugs: Sequence[str]) -> list[Recall]:
    """Return every recall of those articles, the oldest first."""
    found: list[Recall] = []
    for start in range(0, len(slugs), CHUNK):
        some = Recall.slug.in_(slugs[start : start + CHUNK])
        found += session.scalars(select(Recall).where(some))
    return sorted(found, key=lambda recall: recall.id)


def counts(session: Session, recall_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """Return how many officers of each recall are in each state."""
    query = (
        select(RecallOfficer.recall_id, RecallOfficer.state, func.count().label("number"))
        .where(RecallOfficer.recall_id.in_(recall_ids))
        .group_by(RecallOfficer.recall_id, RecallOfficer.state)
    )
    return {(row.recall_id, row.state): row.number for row in session.execute(query)}


def officer(session: Session, recall_id: int, user_id: str) -> RecallOfficer | None:
    """Return one officer of a recall."""
    query = select(RecallOfficer).where(
        RecallOfficer.recall_id == recall_id, RecallOfficer.user_id == user_id
    )
    return session.scalar(query)


def officers(
    session: Session, recall_id: int, limit: int, after: int, states: Sequence[str]
) -> list[tuple[RecallOfficer, str]]:
    """Return up to `limit` officers in those states with their names, by id."""
    query = (
        select(RecallOfficer, User.name)
        .join(User, User.id == RecallOfficer.user_id)
        .where(RecallOfficer.recall_id == recall_id, RecallOfficer.id > after)
        .where(RecallOfficer.state.in_(states))
    )
    rows = session.execute(query.order_by(RecallOfficer.id).limit(limit))
    return [(officer, name) for officer, name in rows]


def is_active(session: Session, user_id: str) -> bool:
    """Say whether the user can still sign in."""
    return bool(session.scalar(select(User.active).where(User.id == user_id)))


def article(session: Session, slug: str) -> StoredArticle | None:
    """Return the article in any state."""
    return session.get(StoredArticle, slug)


def forget_conversation(session: Session, conversation_id: str) -> None:
    """Have nothing point at a conversation that is deleted; its officer is still told."""
    session.execute(
        update(RecallOfficer)
        .where(RecallOfficer.conversation_id == conversation_id)
        .values(conversation_id=None)
    )


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` recalls from before that moment, with whom they reached."""
    due = session.execute(
        select(Recall.id, Recall.at).where(Recall.at < before).order_by(Recall.at).limit(limit)
    ).all()
    ids = [row.id for row in due]
    session.execute(delete(RecallOfficer).where(RecallOfficer.recall_id.in_(ids)))
    session.execute(delete(Recall).where(Recall.id.in_(ids)))
    return [row.at for row in due]
