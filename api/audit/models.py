"""The audit log: who did what to what, when. Ids only, never text.

Entries form a chain (docs/decisions, "The audit log is a chain"): each carries a code over itself
and the code of the entry before it, made with a key that the database does not hold.
"""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class AuditEntry(Base):
    """One change or one read of personal text. Rows are added, never changed, and purged by age.

    `id` is the entry's number in the chain. `key_id` and `mac` are None only in a row from before
    the chain began, until it begins.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[str] = mapped_column(String(36), index=True)
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(String(120), index=True)
    key_id: Mapped[str | None] = mapped_column(String(16))
    mac: Mapped[str | None] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain, one row: whoever adds an entry holds it until the commit."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """Where the chain begins since the last purge, one row, none before the first.

    Entries up to number `through` are gone; `chain_mac` was the code of the last of them. `mac` is
    over all of it, so that nobody without the key can say that entries were purged.
    """

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    through: Mapped[int]
    chain_mac: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(String(16))
    mac: Mapped[str] = mapped_column(String(64))
