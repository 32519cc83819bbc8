"""The states of a ticket and every permitted move, as one table."""

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands (design section 5)."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WITH_PARTNER = "with_partner"
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
    DECLINE = "decline"
    MERGE = "merge"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"


IN_HAND = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED})
OWED = IN_HAND | {State.WITH_PARTNER}
HELD = IN_HAND - {State.NEW}  # somebody may have it
ASKER = frozenset({Move.REOPEN, Move.WITHDRAW, Move.CONFIRM})
HUB = frozenset(Move) - {Move.WITHDRAW, Move.CONFIRM}

# move -> (states it may start from, state it leads to)
MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.ASSIGN: (IN_HAND, State.ASSIGNED),
    Move.START: (IN_HAND - {State.IN_PROGRESS}, State.IN_PROGRESS),  # and take it on
    Move.PUT_BACK: (HELD, State.NEW),
    Move.ANSWER: (OWED, State.ANSWERED),
    Move.CLOSE: (frozenset({State.ANSWERED}), State.CLOSED),  # never before an answer
    Move.REOPEN: (frozenset({State.ANSWERED, State.CLOSED}), State.REOPENED),
    Move.WITHDRAW: (OWED, State.WITHDRAWN),
    Move.DECLINE: (OWED, State.CLOSED),  # with a reason, which the officer gets as the answer
    Move.MERGE: (OWED, State.MERGED),
    Move.HAND_OVER: (IN_HAND, State.WITH_PARTNER),
    Move.TAKE_BACK: (frozenset({State.WITH_PARTNER}), State.ASSIGNED),
    Move.CONFIRM: (frozenset({State.ANSWERED, State.CLOSED}), State.CLOSED),
}

LABELS: dict[State, str] = {
    State.NEW: "Waiting for the Hub",
    State.ASSIGNED: "With a Hub adviser",
    State.IN_PROGRESS: "Being worked on",
    State.WITH_PARTNER: "With a partner or specialist",
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
