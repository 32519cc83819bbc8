"""Browser sessions: opened, used, listed, ended. Each change is audited, by ids alone."""

import re
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import not_found
from api.identity import repository
from api.identity.hashing import hash_secret
from api.identity.models import BrowserSession, User
from api.identity.roles import Principal
from api.identity.schemas import SessionPage, SessionShown

# in this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def open_session(
    session: Session, user: User, hours: int, user_agent: str = ""
) -> tuple[str, BrowserSession]:
    """Return the cookie's value, known here and nowhere else, and the session it opens."""
    now = utc_now()
    repository.remove_expired(session, now)
    cookie = secrets.token_urlsafe(32)
    opened = BrowserSession(
        cookie_hash=hash_secret(cookie),
        user_id=user.id,
        csrf_token=secrets.token_urlsafe(32),
        device=device_of(user_agent),
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    session.add(opened)
    user.last_seen_at = now
    session.flush()
    _record(session, user.id, "signed_in", opened.id)
    return cookie, opened


def device_of(user_agent: str) -> str:
    """Return browser and system in two words; what is unknown is said to be."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Unknown browser")
    system = next((name for sign, name in SYSTEMS if re.search(rf"\b{sign}", user_agent)), "")
    return f"{browser} on {system}" if system else browser


def sign_out(session: Session, cookie: str) -> None:
    """End the browser session of that cookie; nothing happens when there is none."""
    found = repository.remove_session(session, hash_secret(cookie))
    if found is not None:
        user_id, session_id = found
        _record(session, user_id, "signed_out", session_id)


def list_own(session: Session, principal: Principal, idle: timedelta) -> SessionPage:
    """Return one's own sessions, the last used first, and which of them is this one."""
    return SessionPage(items=_of(session, principal.user_id, idle, principal.session_id))


def list_of(session: Session, user_id: str, idle: timedelta) -> SessionPage:
    """Return somebody's sessions, the last used first."""
    return SessionPage(items=_of(session, user_id, idle, None))


def _of(session: Session, user_id: str, idle: timedelta, this: str | None) -> list[SessionShown]:
    now = utc_now()
    rows = repository.sessions_of(session, user_id, now, now - idle)
    return [_shown(row, this=row.id == this) for row in rows]


def list_all(
    session: Session, principal: Principal, idle: timedelta, limit: int, cursor: str | None
) -> SessionPage:
    """Return everybody's sessions, the newest first."""
    now = utc_now()
    after = repository.session_by_id(session, cursor) if cursor else None
    rows = repository.all_sessions(session, now, now - idle, limit + 1, after)
    items = [_shown(row, user, this=row.id == principal.session_id) for row, user in rows[:limit]]
    return SessionPage(items=items, next=items[-1].id if len(rows) > limit else None)


def _shown(row: BrowserSession, user: User | None = None, this: bool = False) -> SessionShown:
    return SessionShown(
        id=row.id,
        device=row.device,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        this=this,
        user_id=user.id if user else None,
        name=user.name if user else None,
    )


def end_session(session: Session, actor: Principal, user_id: str, session_id: str) -> None:
    """End that session of that user at once; somebody else's is not found."""
    if not repository.remove_sessions(session, user_id, only=session_id):
        raise not_found("session")
    _record(session, actor.user_id, "session_ended", session_id)


def end_sessions(session: Session, actor: Principal, user_id: str, but: str | None = None) -> int:
    """End the user's sessions at once, all `but` one; return how many. A second time ends none."""
    ended = repository.remove_sessions(session, user_id, but=but)
    for session_id in ended:
        _record(session, actor.user_id, "session_ended", session_id)
    return len(ended)


def note_ended(session: Session, actor_id: str, session_id: str) -> None:
    """Record that a session was ended before its time."""
    _record(session, actor_id, "session_ended", session_id)


def _record(session: Session, actor_id: str, action: str, session_id: str) -> None:
    audit.record(
        session, actor_id=actor_id, action=action, object_kind="session", object_id=session_id
    )
