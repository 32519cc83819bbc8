"""Queries on users, browser sessions, tokens and sign-ins begun."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from api.db import delete_older
from api.identity.models import ApiToken, BrowserSession, SignInBegun, User
from api.identity.roles import Role

AnySelect = TypeVar("AnySelect", bound="Select[*tuple[Any, ...]]")


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


def user_by_subject(session: Session, subject: str) -> User | None:
    """Return the user whom the force's sign-in service knows by that subject, active or not."""
    return session.scalar(select(User).where(User.subject == subject))


def demo_users(session: Session) -> list[User]:
    """Return the seeded demo users in the order they were made."""
    return list(session.scalars(select(User).where(User.demo, User.active).order_by(User.id)))


def find_users(
    session: Session,
    words: str,
    role: Role | None,
    active: bool | None,
    limit: int,
    after: User | None,
) -> list[User]:
    """Return at most `limit` people by name, those after `after`.

    Every one of the `words` stands in name, user name or area.
    """
    found = select(User).order_by(User.name, User.id).limit(limit)
    for word in words.split():
        within = (User.name, User.username, User.area)
        found = found.where(or_(*(column.icontains(word, autoescape=True) for column in within)))
    if role is not None:
        found = found.where(User.role == role)
    if active is not None:
        found = found.where(User.active == active)
    if after is not None:
        found = found.where(tuple_(User.name, User.id) > (after.name, after.id))
    return list(session.scalars(found))


def active_admins(session: Session, demo: bool) -> list[str]:
    """Return the ids of who may look after people, kept from changing until this transaction ends.

    Without `demo`, demo users are none: they cannot sign in.
    """
    found = select(User.id).where(User.role == Role.ADMIN, User.active)
    if not demo:
        found = found.where(User.demo.is_(False))
    return list(session.scalars(found.with_for_update()))


def by_cookie(
    session: Session, cookie_hash: str, now: datetime, used_since: datetime
) -> tuple[User, BrowserSession] | None:
    """Return the active user of a good browser session."""
    found = (
        select(User, BrowserSession)
        .join(BrowserSession, BrowserSession.user_id == User.id)
        .where(BrowserSession.cookie_hash == cookie_hash, User.active)
    )
    row = session.execute(_good(found, now, used_since)).first()
    return (row[0], row[1]) if row else None


def by_token(session: Session, token_hash: str, now: datetime) -> tuple[User, ApiToken] | None:
    """Return the active user of an unexpired bearer token."""
    row = session.execute(
        select(User, ApiToken)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_hash == token_hash, ApiToken.expires_at > now, User.active)
    ).first()
    return (row[0], row[1]) if row else None


def note_use(
    session: Session, user_id: str, session_id: str | None, token_id: str | None, now: datetime
) -> None:
    """The user was there at `now`, by that session or token."""
    session.execute(update(User).where(User.id == user_id).values(last_seen_at=now))
    session.execute(
        update(BrowserSession).where(BrowserSession.id == session_id).values(seen_at=now)
    )
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


def sessions_of(
    session: Session, user_id: str, now: datetime, used_since: datetime
) -> list[BrowserSession]:
    """Return the user's good sessions, the last used first."""
    found = select(BrowserSession).where(BrowserSession.user_id == user_id)
    ordered = found.order_by(BrowserSession.seen_at.desc(), BrowserSession.id)
    return list(session.scalars(_good(ordered, now, used_since)))


def all_sessions(
    session: Session,
    now: datetime,
    used_since: datetime,
    limit: int,
    after: BrowserSession | None,
) -> list[tuple[BrowserSession, User]]:
    """Return at most `limit` good sessions and whose they are, the newest first, after `after`."""
    key = (BrowserSession.created_at, BrowserSession.id)
    found = (
        select(BrowserSession, User)
        .join(User, User.id == BrowserSession.user_id)
        .order_by(*(column.desc() for column in key))
        .limit(limit)
    )
    if after is not None:
        found = found.where(tuple_(*key) < (after.created_at, after.id))
    return [(row[0], row[1]) for row in session.execute(_good(found, now, used_since))]


def _good(found: AnySelect, now: datetime, used_since: datetime) -> AnySelect:
    return found.where(BrowserSession.expires_at > now, BrowserSession.seen_at > used_since)


def session_by_id(session: Session, session_id: str) -> BrowserSession | None:
    """Return that browser session, good or not."""
    return session.scalar(select(BrowserSession).where(BrowserSession.id == session_id))


def tokens_of(session: Session, user_id: str, now: datetime) -> list[ApiToken]:
    """Return the user's unexpired tokens, the newest first."""
    found = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.expires_at > now)
    return list(session.scalars(found.order_by(ApiToken.created_at.desc(), ApiToken.id)))


def token_by_id(session: Session, token_id: str) -> ApiToken | None:
    """Return that token, expired or not."""
    return session.scalar(select(ApiToken).where(ApiToken.id == token_id))


def remove_session(session: Session, cookie_hash: str) -> tuple[str, str] | None:
    """Forget a browser session; return whose it was and its id, None when there is none."""
    gone = delete(BrowserSession).where(BrowserSession.cookie_hash == cookie_hash)
    row = session.execute(gone.returning(BrowserSession.user_id, BrowserSession.id)).first()
    return (row[0], row[1]) if row else None


def remove_sessions(
    session: Session, user_id: str, but: str | None = None, only: str | None = None
) -> list[str]:
    """Forget the user's browser sessions, all `but` one or `only` one; return their ids."""
    gone = delete(BrowserSession).where(BrowserSession.user_id == user_id)
    if but is not None:
        gone = gone.where(BrowserSession.id != but)
    if only is not None:
        gone = gone.where(BrowserSession.id == only)
    return list(session.scalars(gone.returning(BrowserSession.id)))


def remove_tokens(session: Session, user_id: str, only: str | None = None) -> list[str]:
    """Forget the user's tokens, or `only` one; return their ids."""
    gone = delete(ApiToken).where(ApiToken.user_id == user_id)
    if only is not None:
        gone = gone.where(ApiToken.id == only)
    return list(session.scalars(gone.returning(ApiToken.id)))


def take_sign_in(session: Session, state_hash: str, now: datetime) -> SignInBegun | None:
    """Forget the sign-in begun under that state, so that it is used once; return it if in time."""
    gone = delete(SignInBegun).where(SignInBegun.state_hash == state_hash)
    found = session.scalar(gone.returning(SignInBegun))
    return found if found is not None and found.expires_at > now else None


def remove_expired(session: Session, now: datetime) -> None:
    """Forget every expired session and token, and every sign-in that was given up."""
    session.execute(delete(BrowserSession).where(BrowserSession.expires_at <= now))
    session.execute(delete(ApiToken).where(ApiToken.expires_at <= now))
    session.execute(delete(SignInBegun).where(SignInBegun.expires_at <= now))


def purge_expired(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` sessions and tokens that ended before; return when each ended."""
    ended = delete_older(session, BrowserSession.expires_at, before, limit)
    ended += delete_older(session, ApiToken.expires_at, before, limit - len(ended))
    return ended + delete_older(session, SignInBegun.expires_at, before, limit - len(ended))


def usernames(session: Session) -> dict[str, str]:
    """Return every user's name to sign in with, by id."""
    return {row.id: row.username for row in session.execute(select(User.id, User.username))}


def matching(session: Session, words: str) -> list[str]:
    """Return the ids of everybody whose name or username has those words in it, or whose id it is.

    The signs % and _ stand for themselves.
    """
    part = words.lower()
    found = select(User.id).where(
        or_(
            User.id == words,
            func.lower(User.name).contains(part, autoescape=True),
            func.lower(User.username).contains(part, autoescape=True),
        )
    )
    return list(session.scalars(found))


def names_and_usernames(session: Session, user_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return name and username of each of those who are users, by id."""
    found = select(User.id, User.name, User.username).where(User.id.in_(list(user_ids)))
    return {row.id: (row.name, row.username) for row in session.execute(found)}
