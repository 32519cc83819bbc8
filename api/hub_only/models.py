"""When only the Hub answered: from when to when, by whose word, why."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class HubOnlyPeriod(Base):
    """One period. `open` is True while it lasts and None after it: unique, so that one is open.

    The reasons are the Hub's own; `public` is the sentence that officers read, None for ours.
    """

    __tablename__ = "hub_only_periods"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    open: Mapped[bool | None] = mapped_column(unique=True)
    public: Mapped[str | None] = mapped_column(Text)
    on_at: Mapped[datetime]
    on_by_name: Mapped[str] = mapped_column(String(120))
    on_reason: Mapped[str] = mapped_column(Text)
    off_at: Mapped[datetime | None]
    off_by_name: Mapped[str | None] = mapped_column(String(120))
    off_reason: Mapped[str | None] = mapped_column(Text)
