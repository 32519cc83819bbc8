"""Writing the audit log, in the transaction of the change it records."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit.models import AuditEntry
from api.db import delete_older, utc_now


def record(
    session: Session, *, actor_id: str, action: str, object_kind: str, object_id: str
) -> None:
    """Add one entry; it is committed or rolled back with the change itself."""
    session.add(
        AuditEntry(
            at=utc_now(),
            actor_id=actor_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
        )
    )


def was_recorded(session: Session, *, actor_id: str, action: str, object_id: str) -> bool:
    """Say whether that person did that to that object."""
    found = select(AuditEntry.id).where(
        AuditEntry.object_id == object_id,
        AuditEntry.action == action,
        AuditEntry.actor_id == actor_id,
    )
    return session.scalar(found.limit(1)) is not None


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` entries from before that moment; return their dates."""
    return delete_older(session, AuditEntry.at, before, limit)
