"""What delivers the entries of one kind: within our database, or in the world outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

MAX_ATTEMPTS: Final = 8
FIRST_RETRY_S: Final = 2
LONGEST_RETRY_S: Final = 600
MAX_OUTSIDE_ATTEMPTS: Final = 14
LONGEST_OUTSIDE_RETRY_S: Final = 3600  # with the attempts above: some five hours in all
UNKNOWN: Final = "unknown whether it was sent"

Payload = Mapping[str, Any]
Deliver = Callable[[Session, Payload], None]
Finish = Callable[[Session], None]
DeliverOutside = Callable[[Payload], Finish | None]
GiveUp = Callable[[Session, Payload, str], None]
TryAgain = Callable[[Session, Payload], None]
Send = Callable[[], None]
Prepare = Callable[[Session, Payload], Send | None]


def nothing_to_undo(session: Session, payload: Payload) -> None:
    """A new attempt needs nothing to be put back."""


def shown_on_the_list(session: Session, payload: Payload, error: str) -> None:
    """The list of deliveries is enough of a sign that it was given up."""


class NotAccepted(Exception):
    """It was certainly not taken, and may be later: refused before acceptance, or nobody there."""

    def __init__(self, error: str, retry_after_s: float = 0) -> None:
        """`error` is shown to a person: no address, nothing personal."""
        super().__init__(error)
        self.error = error
        self.retry_after_s = retry_after_s


class RefusedForGood(Exception):
    """It was certainly not taken, and never will be."""

    def __init__(self, error: str) -> None:
        """`error` is shown to a person: no address, nothing personal."""
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Courier:
    """Delivers within our database: exactly once, in the transaction that marks the delivery.

    `give_up` shows a person that one could not be delivered; `try_again` takes that back when
    somebody has it tried once more.
    """

    deliver: Deliver
    give_up: GiveUp
    try_again: TryAgain = nothing_to_undo


@dataclass(frozen=True)
class OutsideCourier:
    """What has another process do something: at least once, outside any transaction, for ever.

    It may return a last step of ours, which is done in the transaction that marks the delivery.
    """

    deliver: DeliverOutside


@dataclass(frozen=True)
class AtMostOnce:
    """Sends what must not arrive twice and cannot be asked for again: a mail, a webhook.

    `prepare` reads what is to be sent in the transaction that marks the entry `sending`; None
    means that it is not wanted any more. What it returned is called after the commit, and raises
    NotAccepted, RefusedForGood, or anything else where nobody can say whether it was taken: then
    the entry is dead, and a person decides.
    """

    prepare: Prepare
    give_up: GiveUp = shown_on_the_list


AnyCourier = Courier | OutsideCourier | AtMostOnce
