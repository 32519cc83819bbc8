"""Signing in and out, bearer tokens, and the seeded demo users."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity import repository
from api.identity.models import ApiToken, BrowserSession, User
from api.identity.roles import INCLUDES, Principal, Role

# username, name, role, area: the demo users of local mode
DEMO_USERS = (
    ("officer", "PC Alex Morgan (demo officer)", Role.OFFICER, "Watford"),
    ("officer-b", "PC Sam Okafor (demo officer)", Role.OFFICER, "Stevenage"),
    ("curator", "Jo Reyes (demo Hub curator)", Role.CURATOR, "Headquarters"),
    ("curator-b", "Priya Nair (demo Hub curator)", Role.CURATOR, "Headquarters"),
    ("lead", "Chris Hale (demo Hub lead)", Role.LEAD, "Headquarters"),
    ("admin", "Robin Shah (demo administrator)", Role.ADMIN, "Headquarters"),
)
TOKEN_DAYS = 30


@dataclass(frozen=True)
class SignedIn:
    """A fresh browser session: the cookie's value is known here and nowhere else."""

    cookie: str
    principal: Principal


def hash_secret(value: str) -> str:
    """Return the hex SHA-256 under which a random 256-bit secret is stored."""
    return hashlib.sha256(value.encode()).hexdigest()


def _principal(user: User, csrf_token: str | None = None) -> Principal:
    return Principal(user.id, user.username, user.name, Role(user.role), csrf_token)


def seed_demo_users(session: Session) -> None:
    """Make the demo users that are missing; existing ones only get the area they lack."""
    for username, name, role, area in DEMO_USERS:
        user = repository.user_by_username(session, username)
        if user is None:
            user_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"prevention-assistant/{username}"))
            user = User(id=user_id, username=username, name=name, role=role, demo=True)
            session.add(user)
        user.area = user.area or area
    session.flush()


def sign_in_demo(session: Session, username: str, hours: int) -> SignedIn:
    """Open a browser session for a demo user; refuses any other name."""
    user = repository.user_by_username(session, username)
    if user is None or not user.demo or not user.active:
        raise Problem(403, "sign_in_refused", "There is no demo user of that name.")
    now = utc_now()
    repository.remove_expired(session, now)
    cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.add(
        BrowserSession(
            cookie_hash=hash_secret(cookie),
            user_id=user.id,
            csrf_token=csrf,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return SignedIn(cookie, _principal(user, csrf))


def sign_out(session: Session, cookie: str) -> None:
    """End the browser session of that cookie."""
    repository.remove_session(session, hash_secret(cookie))


def issue_token(session: Session, username: str) -> str:
    """Return a new bearer token for a user, valid `TOKEN_DAYS` days."""
    user = repository.user_by_username(session, username)
    if user is None:
        known = ", ".join(name for name, *_ in DEMO_USERS)
        raise Problem(404, "no_such_user", f"No user {username!r}. Known: {known}.")
    token, now = secrets.token_urlsafe(32), utc_now()
    session.add(
        ApiToken(
            token_hash=hash_secret(token),
            user_id=user.id,
            created_at=now,
            expires_at=now + timedelta(days=TOKEN_DAYS),
        )
    )
    return token


def identify(session: Session, *, cookie: str | None, bearer: str | None) -> Principal | None:
    """Return who holds the cookie or token, or None. A bearer token wins over a cookie."""
    now = utc_now()
    if bearer is not None:
        user = repository.by_token(session, hash_secret(bearer), now)
        return _principal(user) if user else None
    if cookie is not None:
        found = repository.by_cookie(session, hash_secret(cookie), now)
        return _principal(found[0], found[1].csrf_token) if found else None
    return None


def user_of(session: Session, user_id: str) -> Principal:
    """Return the user of that id, who must exist, as a principal of their own role."""
    return _principal(session.get_one(User, user_id))


def names_of(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of users by id; an id of nobody is left out."""
    return repository.names_of(session, list(user_ids))


def ids_of(session: Session, role: Role) -> list[str]:
    """Return the ids of every active user whose role includes `role`."""
    return repository.ids_of(session, [r.value for r in Role if role in INCLUDES[r]])
