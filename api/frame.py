"""What the frame of every page shows beside the page: looked up with who is asking."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.hub_only import service as hub_only
from api.identity.roles import Principal, Role
from api.notifications import service as notifications
from api.outbox import service as outbox
from api.outbox.kinds import OF_TICKETS


@dataclass(frozen=True)
class Frame:
    """How many notices the reader has not read, how many deliveries wait for them, and `hub_only`:

    what officers are told while only the Hub answers, None while articles are served.
    """

    notices: int = 0
    deliveries: int = 0
    hub_only: str | None = None


EMPTY: Final = Frame()


def frame_of(session: Session, principal: Principal) -> Frame:
    """Return what the frame of this person's pages shows."""
    return Frame(
        notices=notifications.unread(session, principal.user_id),
        deliveries=_dead(session, principal) if principal.is_curator else 0,
        hub_only=hub_only.sentence(session),
    )


def _dead(session: Session, principal: Principal) -> int:
    """Return how many deliveries failed that this person sees to."""
    return outbox.dead(session, None if principal.may(Role.ADMIN) else OF_TICKETS)
