"""The list of deliveries, and what a person does about one that is stuck."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import after_commit, utc_now
from api.deliveries.kinds import OWED_FOR_EVER, name_of, seen_by
from api.deliveries.schemas import DeliveryPage, DeliveryShown, Done, View
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.outbox import repository
from api.outbox.doorbell import doorbell
from api.outbox.models import DeliveryState, OutboxEntry
from api.outbox.relay import Relay
from api.redaction.service import redact

STATES: Final[dict[View, tuple[DeliveryState, ...]]] = {
    "dead": (DeliveryState.DEAD,),
    "waiting": (DeliveryState.PENDING, DeliveryState.SENDING),
    "aside": (DeliveryState.ASIDE,),
}
TRIED_AGAIN: Final = (DeliveryState.DEAD, DeliveryState.ASIDE, DeliveryState.PENDING)
PUT_ASIDE: Final = (DeliveryState.DEAD, DeliveryState.PENDING, DeliveryState.ASIDE)


def deliveries(
    session: Session,
    principal: Principal,
    view: View,
    kind: str | None,
    limit: int,
    before: int | None = None,
) -> DeliveryPage:
    """Return the deliveries of that view which the principal sees to, the newest first."""
    kinds = _kinds(principal, kind)
    rows = repository.in_states(session, STATES[view], kinds, limit + 1, before)
    items = [_shown(row) for row in rows[:limit]]
    return DeliveryPage(items=items, next=items[-1].id if len(rows) > limit else None)


def counts(session: Session, principal: Principal) -> dict[View, int]:
    """Return how many deliveries each view has."""
    found = repository.counts(session, seen_by(principal))
    return {
        view: sum(count for (_, state), count in found.items() if state in states)
        for view, states in STATES.items()
    }


def kinds_present(session: Session, principal: Principal) -> list[tuple[str, str]]:
    """Return the kinds of which there are deliveries to list, with their names."""
    found = {kind for kind, _ in repository.counts(session, seen_by(principal))}
    return sorted(((kind, name_of(kind)) for kind in found), key=lambda row: row[1])


def try_again(
    session: Session, principal: Principal, relay: Relay, delivery_id: int
) -> DeliveryShown:
    """Have it delivered at once, as if it were new; audited. A second click changes nothing.

    Problem 409 for one that is delivered or being sent.
    """
    row = _find(session, principal, delivery_id)
    if row.state not in TRIED_AGAIN:
        raise _refused(row)
    if row.state != DeliveryState.PENDING or row.attempts:
        relay.try_again(session, row)
        _audit(session, principal, "delivery_tried_again", row)
        after_commit(session, doorbell.ring)
    return _shown(row)


def put_aside(
    session: Session, principal: Principal, delivery_id: int, reason: str
) -> DeliveryShown:
    """Have it delivered no more, for that reason; audited. A second click changes nothing.

    Problem 409 for one that is delivered or being sent, or that is owed for ever.
    """
    row = _find(session, principal, delivery_id)
    if row.state not in PUT_ASIDE or row.kind in OWED_FOR_EVER:
        raise _refused(row)
    if row.state != DeliveryState.ASIDE:
        row.state, row.reason = DeliveryState.ASIDE, redact(reason).text
        _audit(session, principal, "delivery_put_aside", row)
    return _shown(row)


def each(ids: Sequence[int], do: Callable[[int], Any]) -> Done:
    """Do the same with each; what is refused or gone is left as it is."""
    left = []
    for delivery_id in dict.fromkeys(ids):
        try:
            do(delivery_id)
        except Problem:
            left.append(delivery_id)
    return Done(done=len(set(ids)) - len(left), left=left)


def _kinds(principal: Principal, wanted: str | None) -> Collection[str] | None:
    allowed = seen_by(principal)
    if wanted is None:
        return allowed
    return [wanted] if allowed is None or wanted in allowed else []


def _find(session: Session, principal: Principal, delivery_id: int) -> OutboxEntry:
    row = session.get(OutboxEntry, delivery_id, with_for_update=True)
    allowed = seen_by(principal)
    if row is None or (allowed is not None and row.kind not in allowed):
        raise not_found("delivery")
    return row


def _refused(row: OutboxEntry) -> Problem:
    said = {
        DeliveryState.SENDING: "It is being sent just now.",
        DeliveryState.DELIVERED: "It was delivered meanwhile.",
    }.get(DeliveryState(row.state), "What was deleted has to be deleted everywhere.")
    return Problem(409, "delivery_refused", said)


def _audit(session: Session, principal: Principal, action: str, row: OutboxEntry) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="delivery",
        object_id=str(row.id),
    )


def _shown(row: OutboxEntry) -> DeliveryShown:
    ref = row.payload.get("ref")
    waits = row.state == DeliveryState.PENDING
    return DeliveryShown.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "kind_name": name_of(row.kind),
            "about": str(ref or row.payload.get("about") or ""),
            "link": f"/console/tickets/{ref}" if ref else None,
            "state": row.state,
            "attempts": row.attempts,
            "created_at": row.created_at,
            "next_at": max(row.next_at, utc_now()) if waits else None,
            "error": row.error,
            "reason": row.reason,
            "may_be_put_aside": row.state in PUT_ASIDE and row.kind not in OWED_FOR_EVER,
        }
    )
