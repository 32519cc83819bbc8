"""Around a ticket."""

from typing import Annotated, Literal, get_args

from pydantic import field_validator

from api.wording.parts import Part, Plain, WithRef, Words, exactly

WithRefAndState = Annotated[Words, exactly("ref", "state")]


Missing = Literal["not_worked", "other_case", "too_little"]
"""What an officer may tap to say why an answer did not settle it."""
Verdict = Literal["worked", "partly", "not_worked", "not_tried"]


class Settling(Part):
    """In the conversation, under the Hub's answer and after: did it settle it, did it work?"""

    yes: Plain
    no: Plain
    settled: WithRef
    why: Plain
    missing: dict[Missing, Plain]
    reopened: WithRef
    did_it_work: WithRef
    verdicts: dict[Verdict, Plain]
    thanks: WithRef


ClosingReason = Literal["duplicate", "not_for_hub", "too_little", "already_done", "other"]
"""Why a request is closed without guidance of its own."""


class ClosingWords(Part):
    """A reason as a curator chooses it, and as the officer reads it."""

    label: Plain
    text: Plain


class TicketStates(Part):
    """Each state of a ticket, as the officer reads it."""

    new: Plain
    assigned: Plain
    in_progress: Plain
    with_partner: Plain
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
    hand_over: WithRef
    settling: Settling
    closing: dict[ClosingReason, ClosingWords]

    @field_validator("closing")
    @classmethod
    def every_reason(
        cls, closing: dict[ClosingReason, ClosingWords]
    ) -> dict[ClosingReason, ClosingWords]:
        """Refuse a file that leaves a reason without words."""
        missing = set(get_args(ClosingReason)) - set(closing)
        if missing:
            raise ValueError(f"must have words for {', '.join(sorted(missing))}")
        return closing

    def state(self, state: str) -> str:
        """Return a state in words."""
        return str(getattr(self.states, state))
