"""What the part of a ticket's page needs that shows its place in the queue."""

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from api.identity.roles import Principal
from api.staffing import people
from api.tickets.levels import service_levels
from api.tickets.queue_router import presence_of
from api.tickets.routing import routing


def sorting_context(
    request: Request, session: Session, principal: Principal, ref: str
) -> dict[str, Any]:
    """Return what the part of the page needs; that the page was opened is noted for others."""
    presence, data = presence_of(request), routing()
    presence.opened(ref, principal)
    return {
        "viewers": presence.others(ref, principal.user_id),
        "urgencies": list(service_levels().names.items()),
        "topic_names": [(key, topic.name) for key, topic in data.topics.items()],
        "queue_names": [(key, queue.name) for key, queue in data.queues.items()],
        "staff": [row for row in people.staff(session) if row.user_id != principal.user_id],
    }
