"""Saved views of the queue: a filter under a name, one's own, or shared with the Hub by a lead."""

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import queue_repository
from api.tickets.filters import NewView, QueueFilter, ViewPage, ViewShown
from api.tickets.models import QueueView

MOST = 50  # of one person


def views(session: Session, principal: Principal) -> ViewPage:
    """Return one's own views and those that are shared, by name."""
    rows = queue_repository.views_for(session, principal.user_id)
    return ViewPage(items=[_shown(row, principal) for row in rows])


def save_view(session: Session, principal: Principal, new: NewView) -> ViewShown:
    """Keep the filter under the name; one's own view of that name is replaced.

    Problem 403 for sharing without being a lead, 409 if there are too many.
    """
    if new.shared and not principal.is_lead:
        raise Problem(403, "forbidden", "Sharing a view with the Hub needs the role lead.")
    name = redact(new.name).text[:60]
    kept = new.filter.model_copy(update={"q": redact(new.filter.q).text[:200]})
    row = queue_repository.view_called(session, principal.user_id, name)
    if row is None:
        if queue_repository.count_views(session, principal.user_id) >= MOST:
            raise Problem(409, "too_many_views", f"You have {MOST} views. Delete one first.")
        row = QueueView(owner_id=principal.user_id, name=name)
        session.add(row)
    shared_before = bool(row.shared)
    row.filter = kept.model_dump(mode="json", exclude_defaults=True)
    row.shared, row.updated_at = new.shared, utc_now()
    session.flush()
    if row.shared or shared_before:
        _record(session, principal, "queue_view_shared", row)
    return _shown(row, principal)


def delete_view(session: Session, principal: Principal, view_id: int) -> None:
    """Delete one's own view; a lead deletes any that is shared. 404 for any other."""
    row = session.get(QueueView, view_id)
    if row is None or not _may_delete(row, principal):
        raise not_found("view")
    session.delete(row)
    if row.shared:
        _record(session, principal, "queue_view_deleted", row)


def _may_delete(row: QueueView, principal: Principal) -> bool:
    return row.owner_id == principal.user_id or (row.shared and principal.is_lead)


def _shown(row: QueueView, principal: Principal) -> ViewShown:
    return ViewShown(
        id=row.id,
        name=row.name,
        shared=row.shared,
        own=row.owner_id == principal.user_id,
        may_delete=_may_delete(row, principal),
        filter=QueueFilter.model_validate(row.filter),
    )


def _record(session: Session, principal: Principal, action: str, row: QueueView) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="queue_view",
        object_id=str(row.id),
    )
