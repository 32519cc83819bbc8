"""Gaps: questions that were not helped, what was done about them and what that gained."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class Gap(Base):
    """Questions of one meaning. `named_by` is the turn of the question that stands in the middle.

    `settled_at` is when it was closed or dismissed, None while it is open; `reason` is why it was
    dismissed, a `Reason`.
    """

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    state: Mapped[str] = mapped_column(String(12), default="open", index=True)
    reason: Mapped[str | None] = mapped_column(String(20))
    named_by: Mapped[str | None] = mapped_column(String(36))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class GapQuestion(Base):
    """A question that was not helped, as redacted; it goes when its conversation goes.

    `why` is a `Why`, `slug` the article that was rated. `vector` is what the encoder of that hash
    made of it, float32; both None until it is encoded. `gap_id` is None until it is gathered.
    """

    __tablename__ = "gap_questions"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    question: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str | None] = mapped_column(String(120))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    gap_id: Mapped[int | None] = mapped_column(ForeignKey("gaps.id"), index=True)
    encoder: Mapped[str | None] = mapped_column(String(64))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class GapAction(Base):
    """An article written for a gap, or questions of it added to one, and what that gained.

    `asked` questions of the gap were put to search again at `measured_at`; of them `answered` got
    an answer and `offered` a choice. None of these is known before the first time.
    """

    __tablename__ = "gap_actions"
    __table_args__ = (UniqueConstraint("gap_id", "kind", "slug", name="uq_gap_action"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("gaps.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(100))
    questions: Mapped[int]
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    asked: Mapped[int | None]
    answered: Mapped[int | None]
    offered: Mapped[int | None]
    measured_at: Mapped[datetime | None]
    index_version: Mapped[str | None] = mapped_column(String(64))


class GapAnswer(Base):
    """What search makes of one question of a gap since an action, and what it serves."""

    __tablename__ = "gap_answers"

    action_id: Mapped[int] = mapped_column(ForeignKey("gap_actions.id"), primary_key=True)
    turn_id: Mapped[str] = mapped_column(
        ForeignKey("gap_questions.turn_id"), primary_key=True, index=True
    )
    outcome: Mapped[str] = mapped_column(String(16))
    slug: Mapped[str | None] = mapped_column(String(100))


class GapLook(Base):
    """Until when conversations were looked through: one row."""

    __tablename__ = "gap_looks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime]
