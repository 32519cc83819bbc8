"""What somebody was told in the app, how they want to be told, and who else is told."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base
from api.notifications.notice import MAX_KEY_CHARS, MAX_LINK_CHARS


class NoticeEntry(Base):
    """One notice to one reader. The database holds that nobody gets two of one key."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "key", name="uq_notices_user_id_key"),
        Index("ix_notices_user_id_read_at", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(MAX_KEY_CHARS))
    kind: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(String(160))
    link: Mapped[str] = mapped_column(String(MAX_LINK_CHARS))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class NoticeWays(Base):
    """How somebody wants to be told. `mailed` holds only what differs from the rule, by kind."""

    __tablename__ = "notice_ways"

    user_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    address: Mapped[str | None] = mapped_column(String(254))
    mailed: Mapped[dict[str, bool]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)


class WebhookEndpoint(Base):
    """A receiver of notices. Its secrets are made from the settings' key and `salt`, never kept.

    `previous_until` is until when the secret before this `generation` signs as well.
    `stopped` says why nothing is sent any more: `by_person` or `gone`; None while it is in use.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    url: Mapped[str] = mapped_column(String(500), unique=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))
    generation: Mapped[int] = mapped_column(default=1)
    previous_until: Mapped[datetime | None]
    stopped: Mapped[str | None] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class WebhookEvent(Base):
    """That an endpoint was sent the notice of a key: however many are told, it hears it once."""

    __tablename__ = "webhook_events"

    endpoint_id: Mapped[int] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(MAX_KEY_CHARS), primary_key=True)
    created_at: Mapped[datetime]
