"""What somebody was told in the app, and whether they have read it."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
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
