"""Overrides of the gate as stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class GateOverride(Base):
    """A lead had a change made that the gate refused. The audit log points here.

    `reason` is redacted. `refused` are the rows of the report that spoke against it, or the one
    sentence why there was none.
    """

    __tablename__ = "gate_overrides"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), index=True)
    change: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(index=True)
