"""Tickets: what the Hub owes an answer to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base
from api.tickets.urgency import Urgency


class TicketCounter(Base):
    """The last number given out in a year."""

    __tablename__ = "ticket_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class TicketSubscriber(Base):
    """An officer who waits for the answer to another's ticket; `delivery` is its way to them."""

    __tablename__ = "ticket_subscribers"

    ref: Mapped[str] = mapped_column(ForeignKey("tickets.ref"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(120))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    delivery: Mapped[str] = mapped_column(String(12), default="none")
    delivery_error: Mapped[str | None] = mapped_column(String(120))
    seen_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]


class Ticket(Base):
    """One request. `version` grows with every change; `delivery` is the answer's way back.

    `topic_by` is "search" or a curator's "hub", None until it was looked for. `routed` says that
    the assignee was given it by the routing, `passed_on` that somebody before them did not start.
    `people` wait for the answer, the asker among them.
    `need` is its place in the queue, the least first (api.tickets.need); None once nothing is owed.
    `merged_into` is the ticket that this one was joined with, `close_reason` why it was closed
    without an answer of its own, `settled_at` when the asker said that the answer settled it.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_state_created", "state", "created_at"),
        Index("ix_tickets_need", "need", "ref"),
        Index("ix_tickets_assignee_state", "assignee_id", "state"),
    )

    ref: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(12))
    asker_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    asker_name: Mapped[str] = mapped_column(String(120))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    assignee_name: Mapped[str | None] = mapped_column(String(120))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_name: Mapped[str | None] = mapped_column(String(120))
    answered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    reopen_reason: Mapped[str | None] = mapped_column(Text)
    merged_into: Mapped[str | None] = mapped_column(String(16), index=True)
    close_reason: Mapped[str | None] = mapped_column(String(24))
    settled_at: Mapped[datetime | None]
    delivery: Mapped[str] = mapped_column(String(12), default="none")
    delivery_error: Mapped[str | None] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    urgency: Mapped[str] = mapped_column(String(10), default=Urgency.NORMAL)
    topic: Mapped[str | None] = mapped_column(String(40))
    topic_by: Mapped[str | None] = mapped_column(String(10), index=True)
    queue: Mapped[str] = mapped_column(String(40))
    harm: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=1)
    owed_since: Mapped[datetime]
    due_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    start_by: Mapped[datetime | None]
    routed: Mapped[bool] = mapped_column(default=False)
    passed_on: Mapped[bool] = mapped_column(default=False)
    overdue_at: Mapped[datetime | None]
    need: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QueueView(Base):
    """A filter of the queue (`QueueFilter`) under a name, one's own or shared with the Hub."""

    __tablename__ = "queue_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    filter: Mapped[dict[str, Any]] = mapped_column(JSON)
    shared: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]
