"""The door of this domain: what channels, pages and routes do with tickets, a module a topic."""

from api.tickets.delivery import (
    DELIVER_ANSWER,
    deliver_again,
    mark_delivered,
    mark_undelivered,
    undelivered_answer,
)
from api.tickets.moves import (
    answer,
    assign,
    close,
    confirm,
    put_back,
    reopen,
    start,
    withdraw,
)
from api.tickets.opening import open_ticket
from api.tickets.reading import get, is_visible, mark_seen, mine, refs_of, unread
from api.tickets.showing import for_subscriber, to_shown, to_subscriber

__all__ = [
    "DELIVER_ANSWER",
    "answer",
    "assign",
    "close",
    "confirm",
    "deliver_again",
    "for_subscriber",
    "get",
    "is_visible",
    "mark_delivered",
    "mark_seen",
    "mark_undelivered",
    "mine",
    "open_ticket",
    "put_back",
    "refs_of",
    "reopen",
    "start",
    "to_shown",
    "to_subscriber",
    "undelivered_answer",
    "unread",
    "withdraw",
]
