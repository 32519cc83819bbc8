"""Who people are: users, their browser sessions and their bearer tokens."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, utc_now


def new_id() -> str:
    """Return a fresh random id, which tells nothing and may stand in an address."""
    return str(uuid.uuid4())


class User(Base):
    """A person of the force, or the actions process (role `service`).

    `subject` is who the force's sign-in service says it is (tenant and object id), None for a
    demo user. Such a person's name, role, area and e-mail are what that service said last, at
    `confirmed_at`. `area` is None for somebody who belongs to no area.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    demo: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    area: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str | None] = mapped_column(String(160), unique=True)
    confirmed_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BrowserSession(Base):
    """A signed-in browser. Only the hash of the cookie is kept.

    It ends at `expires_at` whatever happens, and earlier if nobody used it for long (`seen_at`).
    `device` is browser and system in two words, so that one knows one's own.
    """

    __tablename__ = "browser_sessions"

    cookie_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class ApiToken(Base):
    """A bearer token for scripts. Only its hash is kept.

    `scopes` are words parted by spaces; None lets it do whatever its user's role may.
    """

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    scopes: Mapped[str | None] = mapped_column(String(1000))
    issued_by: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class SignInBegun(Base):
    """A browser that was sent to the force's sign-in service and has not come back yet.

    Kept for minutes. Only hashes of what the browser must bring back: its cookie and the state.
    """

    __tablename__ = "sign_ins_begun"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    code_verifier: Mapped[str] = mapped_column(String(128))
    back: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[datetime] = mapped_column(index=True)
