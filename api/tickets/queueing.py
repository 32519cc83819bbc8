"""The Hub's queue, a page at a time: each page begins behind the last ticket of the one before.

A ticket that is moved, or needed more, between two pages may be seen twice or on no page; nothing
else shifts, however many come and go meanwhile.
"""

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.identity.roles import Principal
from api.tickets import queue_repository
from api.tickets.filters import Order, QueueFilter, read_cursor, write_cursor
from api.tickets.models import Ticket
from api.tickets.schemas import TicketPage
from api.tickets.showing import to_shown
from api.tickets.states import OWED, State


def page(
    session: Session,
    principal: Principal,
    wanted: QueueFilter,
    limit: int = 50,
    cursor: str | None = None,
) -> TicketPage:
    """Return the Hub's tickets that the filter holds for, in its order; the look is recorded.

    The entry has the first and the last reference shown: which requests were on the page.
    """
    rows = _rows(session, principal, wanted, limit + 1, cursor)
    _record(session, principal, rows[:limit])
    items = [to_shown(row, principal) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return TicketPage(items=items, next=_behind(last, wanted) if last else None)


def _record(session: Session, principal: Principal, shown: list[Ticket]) -> None:
    refs = f"{shown[0].ref} to {shown[-1].ref}, {len(shown)}" if shown else "nothing"
    audit.record(
        session,
        actor_id=principal.user_id,
        action="queue_read",
        object_kind="queue",
        object_id=refs,
    )


def _rows(
    session: Session, principal: Principal, wanted: QueueFilter, limit: int, cursor: str | None
) -> list[Ticket]:
    query = wanted.wanted(principal.user_id)
    if wanted.sorted_by is Order.NEED:
        return queue_repository.by_need(session, query, limit, read_cursor(cursor))
    if wanted.sorted_by is Order.OLDEST:
        return queue_repository.oldest(session, query, limit, cursor)
    return queue_repository.newest(session, query, limit, cursor)


def _behind(last: Ticket, wanted: QueueFilter) -> str:
    if wanted.sorted_by is Order.NEED:
        assert last.need is not None  # or it would not be in this order
        return write_cursor(last.need, last.ref)
    return last.ref


def holders(session: Session) -> list[tuple[str, str]]:
    """Return id and name of everybody who has a ticket that is owed an answer, by name."""
    return queue_repository.assignees(session, OWED)


def counts(session: Session) -> dict[State, int]:
    """Return how many tickets stand in each state."""
    found = queue_repository.counts(session)
    return {state: found.get(state, 0) for state in State}
