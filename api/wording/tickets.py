"""Around a ticket."""

from typing import Annotated

from api.wording.parts import Part, Plain, WithRef, Words, exactly

WithRefAndState = Annotated[Words, exactly("ref", "state")]


class TicketStates(Part):
    """Each state of a ticket, as the officer reads it."""

    new: Plain
    assigned: Plain
    in_progress: Plain
    answered: Plain
    closed: Plain
    reopened: Plain
    withdrawn: Plain
    merged: Plain


class TicketWording(Part):
    """Around a ticket."""

    opened: WithRef
    answered: WithRef
    closed: WithRef
    state_line: WithRefAndState
    none: Plain
    undelivered: WithRef
    states: TicketStates

    def state(self, state: str) -> str:
        """Return a state in words."""
        return str(getattr(self.states, state))
