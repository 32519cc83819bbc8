"""The order of the queue, as one number of seconds: the least is needed first.

    need = when the answer is due
         - `ahead_h` of its urgency
         - `person_h` for each further person who waits, up to `most_people`
         - `harm_h` for each step of its topic's harm

Time left runs down alike for all, so the order of these moments is the order of need at any time:
nothing has to be computed anew while the clock goes on, and an index holds it. The weights are in
service_levels.yml. A ticket that is owed no answer has none.
"""

from sqlalchemy.orm import Session

from api.tickets import queue_repository
from api.tickets.levels import service_levels
from api.tickets.models import Ticket


def weigh(session: Session, ticket: Ticket) -> None:
    """Have the ticket stand where it is needed, by what is stored of it now."""
    session.flush()
    queue_repository.weigh(session, service_levels(), ticket.ref)
    session.refresh(ticket, ["need", "people"])


def weigh_all(session: Session) -> int:
    """Have every ticket stand where it is needed; return how many did not (weights were edited)."""
    return queue_repository.weigh(session, service_levels())
