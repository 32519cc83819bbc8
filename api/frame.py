"""What the frame of every page shows beside the page: looked up with who is asking."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.hub_only import service as hub_only
from api.identity.roles import Principal
from api.notifications import service as notifications


@dataclass(frozen=True)
class Frame:
    """How many notices the reader has not read; what officers are told while only the Hub answers.

    `hub_only` is None while articles are served.
    """

    notices: int = 0
    hub_only: str | None = None


EMPTY: Final = Frame()


def frame_of(session: Session, principal: Principal) -> Frame:
    """Return what the frame of this person's pages shows."""
    return Frame(
        notices=notifications.unread(session, principal.user_id),
        hub_only=hub_only.sentence(session),
    )
