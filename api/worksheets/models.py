"""Worksheets as they are stored: every answer redacted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Worksheet(Base):
    """One form or plan of one officer, kept from its first answer until it is sent.

    `answers` has a text a step, "" for one that was passed over; `removed` has what was taken out
    of it, in words. `step` is the one that is asked for, None when all are answered. `offered` is
    a text that may still become the answer to `step`. `turn_id` is the turn whose message was
    taken last, so that no message is taken twice. `suggested` is what was suggested at the step
    that has suggestions, and for which answers; `offers` what was found to offer before it is
    sent, and whether that was said. Both are None before they were looked for.
    """

    __tablename__ = "worksheets"
    __table_args__ = (Index("ix_worksheets_user_state", "user_id", "state"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    removed: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    step: Mapped[str | None] = mapped_column(String(20))
    offered: Mapped[str | None] = mapped_column(Text)
    suggested: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    offers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(12))
    ticket_ref: Mapped[str | None] = mapped_column(String(16), index=True)
    turn_id: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
