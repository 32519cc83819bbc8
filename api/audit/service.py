"""Writing the audit log, in the transaction of the change it records."""

from sqlalchemy.orm import Session

from api.audit.models import AuditEntry
from api.db import utc_now


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
