"""What hangs on a ticket, a table each: notes, files, hand-overs, tellings, "did it work?".

Every free text is redacted before it is stored. Rows go when their ticket's text goes.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class TicketNote(Base):
    """What somebody of the Hub noted for the Hub alone; `version` grows with every edit."""

    __tablename__ = "ticket_notes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TicketFile(Base):
    """A file sent with a ticket. `id` is random and the name it lies under; `name` the sender's."""

    __tablename__ = "ticket_files"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), index=True)
    sender_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    sender_name: Mapped[str] = mapped_column(String(120))
    from_hub: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class TicketHandOver(Base):
    """A ticket's way to a partner or specialist and back; `returned_at` None while it is there."""

    __tablename__ = "ticket_hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), index=True)
    partner: Mapped[str] = mapped_column(String(40))
    partner_name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(String(120))
    handed_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(Text)
    returned_at: Mapped[datetime | None]


class TicketTelling(Base):
    """That somebody of the Hub told an officer the answer another way, and how."""

    __tablename__ = "ticket_tellings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    how: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime]


class TicketOutcome(Base):
    """Whether it worked: on which day that is asked, when it was, and what the asker said."""

    __tablename__ = "ticket_outcomes"

    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), primary_key=True)
    ask_on: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(Text)
    said_at: Mapped[datetime | None]


class AnswerTemplate(Base):
    """A text that many answers begin with, kept by leads."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    edited_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
