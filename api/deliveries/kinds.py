"""The kinds of deliveries: what people call them, and what may be done with them."""

from typing import Final

from api.identity.roles import Principal, Role
from api.notifications.kinds import MAIL, WEBHOOK
from api.outbox.kinds import OF_TICKETS
from api.recall.service import TELL
from api.retention.deletion import FORGET_DIALOGUE
from api.retention.purging import FORGET_UNUSED_DIALOGUE
from api.tickets.delivery import DELIVER_ANSWER
from api.tickets.subscribers import DELIVER_TO_SUBSCRIBER

NAMES: Final = {
    DELIVER_ANSWER: "Answer to who asked",
    DELIVER_TO_SUBSCRIBER: "Answer to who joined",
    MAIL: "Notice by e-mail",
    WEBHOOK: "Notice by webhook",
    TELL: "Recall of an article, to one officer",
    FORGET_DIALOGUE: "Forgetting a deleted conversation",
    FORGET_UNUSED_DIALOGUE: "Forgetting unused conversations",
}
OWED_FOR_EVER: Final = frozenset({FORGET_DIALOGUE, FORGET_UNUSED_DIALOGUE})
"""What was deleted has to be deleted everywhere: nobody may put that aside."""


def seen_by(principal: Principal) -> tuple[str, ...] | None:
    """Return the kinds that this person sees to; None means every kind."""
    if principal.may(Role.ADMIN):
        return None
    return (*OF_TICKETS, TELL) if principal.is_lead else tuple(OF_TICKETS)


def name_of(kind: str) -> str:
    """Return what people call a kind."""
    return NAMES.get(kind, kind.replace("_", " ").capitalize())
