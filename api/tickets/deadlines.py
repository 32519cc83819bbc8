"""When an answer is due, and when work on it has to have begun; both stored with the ticket.

The time counts from the moment the Hub owes an answer: opened, or reopened. It never pauses: no
state of a ticket says that the Hub waits for the officer, who waits whatever the reason.
"""

from datetime import datetime

from api.tickets.levels import service_levels
from api.tickets.models import Ticket
from api.tickets.states import Move
from api.tickets.urgency import Urgency


def begin(ticket: Ticket, at: datetime) -> None:
    """Have the Hub owe the answer since that moment."""
    ticket.owed_since = at
    ticket.due_at = service_levels().due_at(at, Urgency(ticket.urgency))
    ticket.overdue_at = None


def set_urgency(ticket: Ticket, urgency: Urgency, now: datetime) -> None:
    """Give the ticket that urgency; what is due is due by it, from when it has been owed."""
    levels = service_levels()
    ticket.urgency = urgency
    ticket.due_at = levels.due_at(ticket.owed_since, urgency)
    if ticket.due_at > now:
        ticket.overdue_at = None
    if ticket.start_by is not None and ticket.assigned_at is not None:
        ticket.start_by = levels.start_by(ticket.assigned_at, urgency)


def note_move(ticket: Ticket, move: Move, at: datetime) -> None:
    """Set and clear what is due, now that the ticket has been moved."""
    if move is Move.REOPEN:
        begin(ticket, at)
    if move is Move.ASSIGN:
        ticket.assigned_at = at
        ticket.start_by = service_levels().start_by(at, Urgency(ticket.urgency))
    elif move is Move.HAND_OVER:
        ticket.assigned_at, ticket.start_by, ticket.routed = at, None, False
    elif move is Move.START:
        ticket.assigned_at, ticket.start_by = ticket.assigned_at or at, None
    else:
        ticket.start_by = None
