"""Whether only the Hub answers: one row of the database, asked anew by every turn.

So each process of api knows at its next turn, and nothing is restarted.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.hub_only import repository
from api.hub_only.models import HubOnlyPeriod
from api.hub_only.schemas import HubOnlyChange, HubOnlyPage, HubOnlyPeriodShown, HubOnlyState
from api.wording import wording


def is_on(session: Session) -> bool:
    """Say whether the assistant gives no answers of its own just now."""
    return repository.current(session) is not None


def sentence(session: Session) -> str | None:
    """Return what officers are told while it is on; None while it is off."""
    period = repository.current(session)
    return None if period is None else _public(period)


def state(session: Session) -> HubOnlyState:
    """Return what everybody may know of it."""
    period = repository.current(session)
    if period is None:
        return HubOnlyState(on=False)
    return HubOnlyState(on=True, public=_public(period), since=period.on_at)


def switch(session: Session, actor_id: str, actor_name: str, change: HubOnlyChange) -> HubOnlyState:
    """Have it on or off from this transaction's commit on, audited.

    What it is already changes nothing: a second click, or two leads at once. The caller has
    redacted the texts.
    """
    if change.on:
        _begin(session, actor_id, actor_name, change)
    else:
        _end(session, actor_id, actor_name, change.reason)
    session.flush()
    return state(session)


def _begin(session: Session, actor_id: str, actor_name: str, change: HubOnlyChange) -> None:
    period = repository.begin(
        session,
        public=change.public or None,
        on_at=utc_now(),
        on_by_name=actor_name,
        on_reason=change.reason,
    )
    if period is not None:
        _audit(session, actor_id, "hub_only_on", period)


def _end(session: Session, actor_id: str, actor_name: str, reason: str) -> None:
    period = repository.current(session)
    if period is None:
        return
    period.open, period.off_at = None, utc_now()
    period.off_by_name, period.off_reason = actor_name, reason
    _audit(session, actor_id, "hub_only_off", period)


def _audit(session: Session, actor_id: str, action: str, period: HubOnlyPeriod) -> None:
    audit.record(
        session,
        actor_id=actor_id,
        action=action,
        object_kind="hub_only",
        object_id=str(period.id),
    )


def history(session: Session, limit: int, before: int | None = None) -> HubOnlyPage:
    """Return the periods, the newest first, the one that lasts among them."""
    rows = repository.periods(session, limit + 1, before)
    items = [_shown(row) for row in rows[:limit]]
    return HubOnlyPage(items=items, next=items[-1].id if len(rows) > limit else None)


def purge(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` periods begun before that moment, unless they last; their dates."""
    return repository.purge(session, before, limit)


def _public(period: HubOnlyPeriod) -> str:
    return period.public or wording().hub_only.public


def _shown(period: HubOnlyPeriod) -> HubOnlyPeriodShown:
    return HubOnlyPeriodShown(
        id=period.id,
        public=_public(period),
        on_at=period.on_at,
        on_by_name=period.on_by_name,
        on_reason=period.on_reason,
        off_at=period.off_at,
        off_by_name=period.off_by_name,
        off_reason=period.off_reason,
    )
