"""Conversations, their turns and messages, and the buttons issued in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Conversation(Base):
    """One officer's conversation with the assistant.

    `sender_id` is the unguessable name that rasa knows it by. `asked` is the question that was
    asked last and not sent to the Hub yet; `worksheet_id` the form or plan that is being filled
    step by step here, None when none is.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10), default="web")
    sender_id: Mapped[str] = mapped_column(String(64), unique=True)
    asked: Mapped[str | None] = mapped_column(Text)
    worksheet_id: Mapped[str | None] = mapped_column(String(36))
    last_article: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class Turn(Base):
    """One message of an officer and what became of it; open until its replies are stored.

    `context` is a `ContextUsed`, None for a message that stood by itself; `shown` is a `Shown`,
    None if nothing of the guidance was.
    """

    __tablename__ = "turns"
    # the newest turns of a conversation are found without a look at the others
    __table_args__ = (
        Index("ix_turns_conversation_created", "conversation_id", "created_at"),
        Index("ix_turns_created", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    question: Mapped[str] = mapped_column(Text)
    search: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    context: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ticket_ref: Mapped[str | None] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    confidence: Mapped[float | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Message(Base):
    """One message shown in a conversation, in the order of its id.

    `author` is officer, assistant or hub. An officer's message has text; the others have
    replies, each as the chat API gives it.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"), index=True)
    author: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    replies: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    outcome: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]


class Button(Base):
    """A button issued in a conversation: the opaque id the client sends back, and what it does."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    intent_message: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Feedback(Base):
    """What an officer said of an article: once a conversation, the last word counts.

    `article_version` and `content_hash` are the article's when it was said. When its conversation
    is deleted the verdict stays, as a count that leads to nobody.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("conversation_id", "slug", name="uq_feedback_once"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(20))
    article_version: Mapped[int | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
