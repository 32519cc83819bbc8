"""The moves of a ticket: assigned, started, put back, answered, closed, reopened, withdrawn.

Every change, its audit entry and what must be delivered because of it are one transaction: the
caller's.
"""

from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import deadlines, delivery, need, news, subscribers
from api.tickets.models import Ticket
from api.tickets.reading import find_visible
from api.tickets.recording import record
from api.tickets.schemas import Closing, TicketShown
from api.tickets.showing import moves_of, to_shown
from api.tickets.states import LABELS, MOVES, Move, State
from api.tickets.templates import refuse_left_over
from api.wording import wording


def assign(
    session: Session, principal: Principal, ref: str, version: int | None = None
) -> TicketShown:
    """Give the ticket to the principal; a second click changes nothing."""
    ticket = find_visible(session, principal, ref)
    if not _has(ticket, principal.user_id):
        check_version(ticket, version)
    give(session, principal, ticket, (principal.user_id, principal.name))
    return to_shown(ticket, principal)


def give(
    session: Session,
    principal: Principal,
    ticket: Ticket,
    person: tuple[str, str],
    *,
    routed: bool = False,
) -> bool:
    """Give the ticket to a person, by id and name; say whether that changed anything.

    `routed` says that the routing chose them, and no person did.
    """
    user_id, name = person
    if _has(ticket, user_id):
        return False
    make_move(session, principal, ticket, Move.ASSIGN)
    ticket.assignee_id, ticket.assignee_name, ticket.routed = user_id, name, routed
    return True


def _has(ticket: Ticket, user_id: str) -> bool:
    return ticket.assignee_id == user_id and ticket.state in (State.ASSIGNED, State.IN_PROGRESS)


def start(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Begin to work on the ticket, which is the principal's from then on."""
    ticket = find_visible(session, principal, ref)
    if ticket.state == State.IN_PROGRESS and ticket.assignee_id == principal.user_id:
        return to_shown(ticket, principal)
    if ticket.assignee_id != principal.user_id:
        ticket.assigned_at = None  # it is taken on by starting
    make_move(session, principal, ticket, Move.START)
    ticket.assignee_id, ticket.assignee_name = principal.user_id, principal.name
    ticket.routed = ticket.passed_on = False
    return to_shown(ticket, principal)


def put_back(session: Session, principal: Principal, ref: str) -> TicketShown:
    """Have nobody work on the ticket: it waits in its queue."""
    ticket = find_visible(session, principal, ref)
    release(session, principal, ticket)
    return to_shown(ticket, principal)


def release(session: Session, principal: Principal, ticket: Ticket) -> bool:
    """Take the ticket from whoever has it; say whether anybody had."""
    if ticket.state == State.NEW and ticket.assignee_id is None:
        return False
    make_move(session, principal, ticket, Move.PUT_BACK)
    ticket.assignee_id = ticket.assignee_name = ticket.assigned_at = None
    ticket.routed = False
    return True


def answer(
    session: Session, principal: Principal, ref: str, text: str, version: int | None = None
) -> TicketShown:
    """Answer the ticket; its delivery to everybody who waits is queued in the same transaction."""
    ticket = find_visible(session, principal, ref)
    check_version(ticket, version)
    refuse_left_over(text)
    make_move(session, principal, ticket, Move.ANSWER)
    ticket.close_reason = None
    _say(session, principal, ticket, text)
    return to_shown(ticket, principal)


def close(
    session: Session,
    principal: Principal,
    ref: str,
    closing: Closing | None = None,
    version: int | None = None,
) -> TicketShown:
    """Close an answered ticket, or one with a reason: the officer gets that as the answer."""
    ticket = find_visible(session, principal, ref)
    if ticket.state == State.CLOSED:
        return to_shown(ticket, principal)
    check_version(ticket, version)
    if closing is None or closing.reason is None:
        make_move(session, principal, ticket, Move.CLOSE)
        return to_shown(ticket, principal)
    make_move(session, principal, ticket, Move.DECLINE)
    ticket.close_reason = closing.reason
    words = wording().ticket.closing[closing.reason].text
    _say(session, principal, ticket, f"{words}\n\n{closing.words}".strip())
    return to_shown(ticket, principal)


def _say(session: Session, principal: Principal, ticket: Ticket, text: str) -> None:
    """Give the ticket its answer and queue it for everybody who waits."""
    ticket.answer, ticket.answered_by_name = redact(text).text, principal.name
    ticket.answered_at, ticket.seen_at = utc_now(), None
    delivery.queue_answer(session, ticket)
    subscribers.queue_answer(session, ticket)
    news.tell_answered(session, ticket)


def reopen(
    session: Session,
    principal: Principal,
    ref: str,
    reason: str = "",
    version: int | None = None,
) -> TicketShown:
    """Put an answered or closed ticket back in the queue."""
    ticket = find_visible(session, principal, ref)
    check_version(ticket, version)
    make_move(session, principal, ticket, Move.REOPEN)
    ticket.reopen_reason = redact(reason).text or None
    ticket.settled_at = None
    news.tell_reopened(session, ticket, by=principal.user_id)
    return to_shown(ticket, principal)


def confirm(
    session: Session, principal: Principal, ref: str, version: int | None = None
) -> TicketShown:
    """Note that the answer settled it for who asked: the ticket is closed; a second click, too."""
    ticket = find_visible(session, principal, ref)
    if ticket.settled_at is not None and ticket.asker_id == principal.user_id:
        return to_shown(ticket, principal)
    check_version(ticket, version)
    make_move(session, principal, ticket, Move.CONFIRM)
    ticket.settled_at = utc_now()
    return to_shown(ticket, principal)


def withdraw(
    session: Session, principal: Principal, ref: str, version: int | None = None
) -> TicketShown:
    """Take back a ticket that the principal opened and nobody has answered.

    If others have joined it, it becomes the first one's, and stays open.
    """
    ticket = find_visible(session, principal, ref)
    if ticket.state == State.WITHDRAWN:
        return to_shown(ticket, principal)
    check_version(ticket, version)
    check_move(ticket, principal, Move.WITHDRAW)
    before = to_shown(ticket, principal)
    if subscribers.pass_on(session, ticket):
        ticket.version += 1
        ticket.updated_at = utc_now()
        record(session, principal, "ticket_passed_on", ticket)
        need.weigh(session, ticket)
        return before.model_copy(update={"state": State.WITHDRAWN, "moves": []})
    make_move(session, principal, ticket, Move.WITHDRAW)
    return to_shown(ticket, principal)


def check_version(ticket: Ticket, version: int | None) -> None:
    """Refuse (412) what was meant for an older version of the ticket; None is meant for any."""
    if version is not None and version != ticket.version:
        raise Problem(
            412,
            "changed_meanwhile",
            "This ticket changed meanwhile. Look at what changed, then send it again.",
        )


def make_move(session: Session, principal: Principal, ticket: Ticket, move: Move) -> None:
    """Move the ticket and record it; 409 `move_refused` if the table of moves forbids it."""
    check_move(ticket, principal, move)
    ticket.state = MOVES[move][1]
    ticket.version += 1
    ticket.updated_at = utc_now()
    deadlines.note_move(ticket, move, ticket.updated_at)
    record(session, principal, f"ticket_{move}", ticket)
    need.weigh(session, ticket)


def check_move(ticket: Ticket, principal: Principal, move: Move) -> None:
    """Refuse a move that the table does not permit the principal."""
    if move not in moves_of(ticket, principal):
        label = LABELS[State(ticket.state)].lower()
        raise Problem(
            409, "move_refused", f"{ticket.ref} is {label}; it cannot be moved by {move}."
        )
