"""Who is in which queue, and who is away."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base
from api.identity.models import new_id


class QueueMember(Base):
    """Somebody of the Hub who takes tickets of a queue; of equals, the lower place goes first."""

    __tablename__ = "queue_members"

    queue: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    place: Mapped[int]


class Absence(Base):
    """Somebody is away, both days included, and who covers; None for nobody in particular."""

    __tablename__ = "absences"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    from_date: Mapped[date]
    until_date: Mapped[date] = mapped_column(index=True)
    cover_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
