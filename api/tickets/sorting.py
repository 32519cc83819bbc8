"""Urgency, topic and queue of a ticket: found by search, set by the Hub."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.tickets import deadlines, need, repository
from api.tickets.models import Ticket
from api.tickets.reading import find_visible
from api.tickets.recording import record
from api.tickets.routing import routing
from api.tickets.schemas import SortChange
from api.tickets.states import OWED, State
from api.tickets.urgency import Urgency

BY_SEARCH, BY_HUB = "search", "hub"


def sort(
    session: Session,
    principal: Principal,
    ref: str,
    change: SortChange,
    version: int | None = None,
) -> Ticket:
    """Make the change and return the ticket; what is as it should be already changes nothing.

    A new topic brings its queue and its harm, unless a queue is named too. Problem 409 for urgency
    or queue of a ticket that is owed no answer, 412 if it is not at `version`, 422 for a topic or
    queue that routing.yml does not know.
    """
    ticket = find_visible(session, principal, ref)
    _check(ticket, change, version)
    done = [
        change.topic is not None and _set_topic(ticket, change.topic or None, BY_HUB),
        change.queue is not None and _set_queue(ticket, change.queue),
        change.urgency is not None and _set_urgency(ticket, change.urgency),
    ]
    for what, changed in zip(("topic", "queue", "urgency"), done, strict=True):
        if changed:
            record(session, principal, f"ticket_{what}_set", ticket)
    if any(done):
        _changed(session, ticket)
    return ticket


def predict_topic(session: Session, ref: str, topic: str | None) -> Ticket | None:
    """Note the topic that search found, None for none; its queue follows.

    Returns the ticket, or None if a topic was set meanwhile or no answer is owed any more.
    """
    ticket = repository.find(session, ref)
    if ticket is None or ticket.topic_by is not None or State(ticket.state) not in OWED:
        return None
    known = topic if topic in routing().topics else None
    _set_topic(ticket, known, BY_SEARCH)
    need.weigh(session, ticket)
    return ticket


def _check(ticket: Ticket, change: SortChange, version: int | None) -> None:
    if version is not None and version != ticket.version:
        raise Problem(
            412,
            "changed_meanwhile",
            "This ticket changed meanwhile. Look at what changed, then make your change again.",
        )
    _check_known("topic", change.topic, routing().topics)
    _check_known("queue", change.queue or None, routing().queues)
    if State(ticket.state) not in OWED and (change.queue or change.urgency):
        raise Problem(
            409, "not_owed", f"{ticket.ref} is owed no answer: it has no place in the queue."
        )


def _check_known(field: str, value: str | None, known: Collection[str]) -> None:
    if value and value not in known:
        message = f"there is no {field} {value!r}; there are {', '.join(known)}"
        raise Problem(
            422,
            "invalid",
            f"Not accepted: {field}. See errors for why.",
            errors=[{"field": field, "message": message}],
        )


def _set_topic(ticket: Ticket, topic: str | None, by: str) -> bool:
    changed = ticket.topic != topic
    ticket.topic, ticket.topic_by = topic, by
    ticket.harm = routing().harm_of(topic)
    if changed and State(ticket.state) in OWED:
        ticket.queue = routing().queue_of(topic)
    return changed


def _set_queue(ticket: Ticket, queue: str) -> bool:
    changed = ticket.queue != queue
    ticket.queue = queue
    return changed


def _set_urgency(ticket: Ticket, urgency: Urgency) -> bool:
    changed = ticket.urgency != urgency
    if changed:
        deadlines.set_urgency(ticket, urgency, utc_now())
    return changed


def _changed(session: Session, ticket: Ticket) -> None:
    ticket.version += 1
    ticket.updated_at = utc_now()
    need.weigh(session, ticket)
