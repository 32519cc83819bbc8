"""Did it work? Asked once, on the day that the plan or a curator says; the answer is kept.

The asker alone is asked, and alone answers; the Hub reads it on the ticket.
"""

from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify
from api.outbox import service as outbox
from api.redaction.service import redact
from api.tickets import paper_queries, repository
from api.tickets.models import Ticket
from api.tickets.papers import TicketOutcome
from api.tickets.reading import find_for_hub, find_visible
from api.tickets.recording import record
from api.tickets.schemas import MAX_QUESTION_CHARS, TicketShown
from api.tickets.showing import to_shown

ASK_OUTCOME: Final = "ask_outcome"
AT_ONCE: Final = 100
Verdict = Literal["worked", "partly", "not_worked", "not_tried"]


class AskingOn(BaseModel):
    """The day on which the asker is asked; None for never."""

    model_config = ConfigDict(extra="forbid")

    ask_on: date | None


class Said(BaseModel):
    """What the asker says of what was advised."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    words: str = Field(default="", max_length=MAX_QUESTION_CHARS)

    @field_validator("words")
    @classmethod
    def no_nul(cls, value: str) -> str:
        """Refuse NUL."""
        if "\x00" in value:
            raise ValueError("must not contain a NUL character")
        return value.strip()


class OutcomeShown(BaseModel):
    """When it is asked, was asked, and what was said. `ask_on` None: it is not to be asked."""

    ask_on: date | None = None
    asked_at: datetime | None = None
    verdict: Verdict | None = None
    words: str | None = None
    said_at: datetime | None = None


def outcome(session: Session, principal: Principal, ref: str) -> OutcomeShown:
    """Return what is known of it, to the asker and the Hub; 404 to whoever joined."""
    ticket = find_visible(session, principal, ref)
    if not principal.is_curator and ticket.asker_id != principal.user_id:
        raise not_found("ticket")
    return _shown(paper_queries.outcome(session, ref))


def ask_on(session: Session, principal: Principal, ref: str, asking: AskingOn) -> OutcomeShown:
    """Set the day, or none; 409 `already_asked` once it was asked, 422 for a day gone by."""
    ticket = find_for_hub(session, principal, ref)
    row = paper_queries.outcome(session, ref)
    if row is not None and row.asked_at is not None:
        raise Problem(409, "already_asked", "It was asked already, so the day stays.")
    if asking.ask_on is not None and asking.ask_on <= utc_now().date():
        entry = {"field": "ask_on", "message": "must be a day to come"}
        raise Problem(422, "invalid", "Give a day to come.", errors=[entry])
    record(session, principal, "outcome_date_set", ticket)
    return _shown(_put(session, ref, row, asking.ask_on))


def plan_to_ask(session: Session, ref: str, day: date) -> None:
    """Have it asked on the day that the asker's own plan says."""
    _put(session, ref, paper_queries.outcome(session, ref), day)


def _put(
    session: Session, ref: str, row: TicketOutcome | None, day: date | None
) -> TicketOutcome | None:
    if day is None:
        if row is not None:
            session.delete(row)
        return None
    if row is None:
        row = TicketOutcome(ref=ref, ask_on=day)
        session.add(row)
    row.ask_on = day
    session.flush()
    return row


def ask_due(session: Session) -> int:
    """Ask whoever is due to be asked, each once, and return how many: a job of the timetable.

    The mark that it was asked, the notice and the message to the conversation are one transaction.
    A ticket without guidance, or still owed some, is not asked about.
    """
    due = paper_queries.outcomes_due(session, utc_now().date(), AT_ONCE)
    for row in due:
        row.asked_at = utc_now()
        ticket = repository.find(session, row.ref)
        assert ticket is not None
        _tell(session, ticket)
    return len(due)


def _tell(session: Session, ticket: Ticket) -> None:
    notice = Notice(
        kind=NoticeKind.DID_IT_WORK,
        about=ticket.ref,
        link=f"/requests/{ticket.ref}",
        words={"ref": ticket.ref},
        key=f"did_it_work:{ticket.ref}",
    )
    notify(session, [ticket.asker_id], notice)
    if ticket.conversation_id is not None:
        outbox.put(session, ASK_OUTCOME, {"ref": ticket.ref})


def to_ask(session: Session, ref: str) -> TicketShown | None:
    """Return the ticket whose asker is to be asked in the conversation, None if they have said."""
    row, ticket = paper_queries.outcome(session, ref), repository.find(session, ref)
    if ticket is None or row is None or row.said_at is not None:
        return None
    return to_shown(ticket)


def say(session: Session, principal: Principal, ref: str, said: Said) -> OutcomeShown:
    """Keep what the asker says; said again, the last word counts. 409 before it was asked."""
    ticket = find_visible(session, principal, ref)
    if ticket.asker_id != principal.user_id:
        raise not_found("ticket")
    row = paper_queries.outcome(session, ref)
    if row is None or row.asked_at is None:
        raise Problem(409, "not_asked", "This is asked later.")
    row.verdict, row.words = said.verdict, redact(said.words).text or None
    row.said_at = utc_now()
    record(session, principal, "outcome_said", ticket)
    return _shown(row)


def unsaid(session: Session, principal: Principal) -> frozenset[str]:
    """Return of which of their own tickets the principal was asked and has not said yet."""
    return frozenset(paper_queries.outcomes_unsaid(session, principal.user_id))


def _shown(row: TicketOutcome | None) -> OutcomeShown:
    if row is None:
        return OutcomeShown()
    return OutcomeShown.model_validate(row, from_attributes=True)
