"""Queries on users, browser sessions and tokens."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.db import delete_older
from api.identity.models import ApiToken, BrowserSession, User


def user_by_username(session: Session, username: str) -> User | None:
    """Return the user of that name, active or not."""
    return session.scalar(select(User).where(User.username == username))


def names_of(session: Session, user_ids: list[str]) -> dict[str, str]:
    """Return the names of users by id."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def ids_of(session: Session, roles: list[str]) -> list[str]:
    """Return the ids of active users of these roles."""
    query = select(User.id).where(User.role.in_(roles), User.active).order_by(User.id)
    return list(session.scalars(query))


def demo_users(session: Session) -> list[User]:
    """Return the seeded demo users in the order they were made."""
    return list(session.scalars(select(User).where(User.demo, User.active).order_by(User.id)))


def by_cookie(
    session: Session, cookie_hash: str, now: datetime
) -> tuple[User, BrowserSession] | None:
    """Return the active user of an unexpired browser session."""
    row = session.execute(
        select(User, BrowserSession)
        .join(BrowserSession, BrowserSession.user_id == User.id)
        .where(
            BrowserSession.cookie_hash == cookie_hash, BrowserSession.expires_at > now, User.active
        )
    ).first()
    return (row[0], row[1]) if row else None


def by_token(session: Session, token_hash: str, now: datetime) -> User | None:
    """Return the active user of an unexpired bearer token."""
    return session.scalar(
        select(User)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_hash == token_hash, ApiToken.expires_at > now, User.active)
    )


def remove_session(session: Session, cookie_hash: str) -> None:
    """Forget a browser session; nothing happens when there is none."""
    session.execute(delete(BrowserSession).where(BrowserSession.cookie_hash == cookie_hash))


def remove_expired(session: Session, now: datetime) -> None:
    """Forget every expired session and token."""
    session.execute(delete(BrowserSession).where(BrowserSession.expires_at <= now))
    session.execute(delete(ApiToken).where(ApiToken.expires_at <= now))


def purge_expired(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` sessions and tokens that ended before; return when each ended."""
    ended = delete_older(session, BrowserSession.expires_at, before, limit)
    return ended + delete_older(session, ApiToken.expires_at, before, limit - len(ended))


def usernames(session: Session) -> dict[str, str]:
    """Return every user's name to sign in with, by id."""
    return {row.id: row.username for row in session.execute(select(User.id, User.username))}
