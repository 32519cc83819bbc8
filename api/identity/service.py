"""Who holds a cookie or a token; and the demo users, who need no password."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity import repository, sessions, tokens
from api.identity.hashing import hash_secret
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
IDLE = timedelta(minutes=60)
NOTE_USE_EVERY = timedelta(minutes=1)  # a write a minute, not one a request
CONFIRMED = timedelta(days=30)  # how long a token outlives its user's last sign-in at the provider
sign_out = sessions.sign_out


@dataclass(frozen=True)
class SignedIn:
    """A fresh browser session: the cookie's value is known here and nowhere else."""

    cookie: str
    principal: Principal


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


def sign_in_demo(session: Session, username: str, hours: int, user_agent: str = "") -> SignedIn:
    """Open a browser session for a demo user; refuses any other name."""
    user = repository.user_by_username(session, username)
    if user is None or not user.demo or not user.active:
        raise Problem(403, "sign_in_refused", "There is no demo user of that name.")
    return sign_in(session, user, hours, user_agent)


def sign_in(session: Session, user: User, hours: int, user_agent: str) -> SignedIn:
    """Open a browser session for a user whose identity and access the caller has checked."""
    cookie, opened = sessions.open_session(session, user, hours, user_agent)
    return SignedIn(cookie, _by_session(user, opened))


def issue_token(session: Session, username: str) -> str:
    """Return a new bearer token, narrowed to nothing, for a user, valid `TOKEN_DAYS` days."""
    user = repository.user_by_username(session, username)
    if user is None:
        known = ", ".join(name for name, *_ in DEMO_USERS)
        raise Problem(404, "no_such_user", f"No user {username!r}. Known: {known}.")
    lasting = timedelta(days=TOKEN_DAYS)
    secret, _ = tokens.add(session, user, lasting, "make token", None, user.id)
    return secret


def identify(
    session: Session,
    *,
    cookie: str | None,
    bearer: str | None,
    idle: timedelta = IDLE,
    demo: bool = True,
) -> Principal | None:
    """Return who holds the cookie or token, or None. A bearer token wins over a cookie.

    Without `demo`, demo users are nobody: outside local mode anybody could have been one.
    """
    now = utc_now()
    if bearer is not None:
        held = repository.by_token(session, hash_secret(bearer), now)
        if held is None or not (_is_confirmed(held[0]) and (demo or not held[0].demo)):
            return None
        return _by_token(*held)
    if cookie is not None:
        found = repository.by_cookie(session, hash_secret(cookie), now, now - idle)
        return _by_session(*found) if found and (demo or not found[0].demo) else None
    return None


def _is_confirmed(user: User) -> bool:
    """Say whether the force's sign-in service vouched for the user of late, if it has to.

    Somebody who left the force signs in no more, so that is how long their tokens last at most.
    """
    if user.subject is None:
        return True
    return user.confirmed_at is not None and user.confirmed_at > utc_now() - CONFIRMED


def _by_session(user: User, row: BrowserSession) -> Principal:
    return Principal(
        user.id,
        user.username,
        user.name,
        Role(user.role),
        csrf_token=row.csrf_token,
        session_id=row.id,
        used_at=row.seen_at,
    )


def _by_token(user: User, row: ApiToken) -> Principal:
    return Principal(
        user.id,
        user.username,
        user.name,
        Role(user.role),
        token_id=row.id,
        scopes=frozenset(row.scopes.split()) if row.scopes is not None else None,
        used_at=row.used_at,
    )


def is_use_due(principal: Principal) -> bool:
    """Say whether that this session or token is used should be noted again."""
    if principal.session_id is None and principal.token_id is None:
        return False
    return principal.used_at is None or principal.used_at < utc_now() - NOTE_USE_EVERY


def note_use(session: Session, principal: Principal) -> None:
    """The principal's session or token counts as used now."""
    repository.note_use(
        session, principal.user_id, principal.session_id, principal.token_id, utc_now()
    )


def is_still_in(session: Session, principal: Principal, idle: timedelta) -> bool:
    """Say whether the session or token that the principal came by is good still."""
    now = utc_now()
    user = session.get(User, principal.user_id)
    if user is None or not user.active:
        return False
    if principal.session_id is not None:
        row = repository.session_by_id(session, principal.session_id)
        return row is not None and row.expires_at > now and row.seen_at > now - idle
    if principal.token_id is not None:
        token = repository.token_by_id(session, principal.token_id)
        return token is not None and token.expires_at > now
    return True


def is_provided(session: Session, principal: Principal) -> bool:
    """Say whether the force's sign-in service says who this is."""
    return session.get_one(User, principal.user_id).subject is not None


def user_of(session: Session, user_id: str) -> Principal:
    """Return the user of that id, who must exist, as a principal of their own role."""
    user = session.get_one(User, user_id)
    return Principal(user.id, user.username, user.name, Role(user.role))


def names_of(session: Session, user_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of users by id; an id of nobody is left out."""
    return repository.names_of(session, list(user_ids))


def ids_of(session: Session, role: Role) -> list[str]:
    """Return the ids of every active user whose role includes `role`."""
    return repository.ids_of(session, [r.value for r in Role if role in INCLUDES[r]])
