"""The states of a ticket and every permitted move, as one table."""

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands (design section 5)."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Move(StrEnum):
    """What can be done to a ticket."""

    ASSIGN = "assign"
    START = "start"
    PUT_BACK = "put_back"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


OWED = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED})
HUB = frozenset({Move.ASSIGN, Move.START, Move.PUT_BACK, Move.ANSWER, Move.CLOSE, Move.REOPEN})
HELD = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REOPENED})  # somebody may have it
ASKER = frozenset({Move.REOPEN, Move.WITHDRAW})

# move -> (states it may start from, state it leads to)
MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.ASSIGN: (OWED, State.ASSIGNED),
    Move.START: (OWED - {State.IN_PROGRESS}, State.IN_PROGRESS),  # and take it on
    Move.PUT_BACK: (HELD, State.NEW),
    Move.ANSWER: (OWED, State.ANSWERED),
    Move.CLOSE: (frozenset({State.ANSWERED}), State.CLOSED),  # never before an answer
    Move.REOPEN: (frozenset({State.ANSWERED, State.CLOSED}), State.REOPENED),
    Move.WITHDRAW: (OWED, State.WITHDRAWN),
}

LABELS: dict[State, str] = {
    State.NEW: "Waiting for the Hub",
    State.ASSIGNED: "With a Hub adviser",
    State.IN_PROGRESS: "Being worked on",
    State.ANSWERED: "Answered",
    State.CLOSED: "Closed",
    State.REOPENED: "Reopened",
    State.WITHDRAWN: "Withdrawn",
    State.MERGED: "Joined with another request",
}


def permitted(state: State, *, hub: bool, asker: bool) -> tuple[Move, ...]:
    """Return the moves open to somebody of the Hub, or the asker, or both."""
    allowed = (HUB if hub else frozenset()) | (ASKER if asker else frozenset())
    return tuple(move for move, (starts, _) in MOVES.items() if move in allowed and state in starts)
