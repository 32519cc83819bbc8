"""Recalls as stored, and whom they have to reach."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Recall(Base):
    """An article that was retired as wrong.

    `title` and `number` are those of the version that officers were given, `number` None if it
    had been retired before. `reason` is the Hub's, `instead` what officers are told to do; both
    are redacted. Whoever was given the article from `since` on is told.
    """

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    instead: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class RecallOfficer(Base):
    """One officer whom a recall has to reach: once, whatever happens.

    `conversation_id` is where they were given the article last, None if it is deleted or it was
    not in one. `state` is pending, told or failed; a failed one is `error`, and on the list of
    deliveries.
    """

    __tablename__ = "recall_officers"
    __table_args__ = (UniqueConstraint("recall_id", "user_id", name="uq_recall_once"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str | None] = mapped_column(String(10))
    given_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="pending")
    error: Mapped[str | None] = mapped_column(String(120))
    told_at: Mapped[datetime | None]
