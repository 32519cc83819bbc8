"""Golden questions as stored."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class GoldenQuestion(Base):
    """A question, redacted, and what must come of it.

    `slug` is the article it is about, None if nothing may answer it. `seed_id` is its id in the
    release, which a curator's edit does not take from it: so a release never brings it twice.
    `origin` is release, curator or ticket; `state` is active or retired.
    """

    __tablename__ = "golden_questions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(String(300))
    question_key: Mapped[str] = mapped_column(String(300), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str | None] = mapped_column(ForeignKey("articles.slug"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    origin: Mapped[str] = mapped_column(String(10))
    origin_ticket_ref: Mapped[str | None] = mapped_column(String(16))
    seed_id: Mapped[str | None] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
