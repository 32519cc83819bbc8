"""Whether the answer reached everybody who waits for it, and what is done where it did not.

An answer that could not be brought is work for a person: it is brought again, or told another way.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.orm import Session

from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import delivery, paper_queries, repository, subscribers
from api.tickets.models import Ticket, TicketSubscriber
from api.tickets.papers import TicketTelling
from api.tickets.reading import find_for_hub
from api.tickets.recording import record
from api.tickets.schemas import MAX_QUESTION_CHARS, DeliveryState, spoken


class Telling(BaseModel):
    """How the officer was told: by phone, at the briefing, in a mail."""

    model_config = ConfigDict(extra="forbid")

    how: str = Field(max_length=MAX_QUESTION_CHARS)

    _spoken = field_validator("how")(spoken)


class ToldShown(BaseModel):
    """One telling by hand."""

    by_name: str
    how: str
    told_at: datetime


class RecipientShown(BaseModel):
    """Somebody the answer goes to, and whether it reached them."""

    user_id: str
    name: str
    joined: bool
    delivery: DeliveryState
    delivery_error: str | None
    seen: bool
    told: list[ToldShown]


def recipients(session: Session, principal: Principal, ref: str) -> list[RecipientShown]:
    """Return the asker, then who joined, each with the way of the answer to them; to the Hub."""
    ticket = find_for_hub(session, principal, ref)
    told = paper_queries.tellings(session, ref)
    rows: list[Ticket | TicketSubscriber] = [ticket, *repository.subscribers(session, ref)]
    return [_shown(row, told) for row in rows]


def bring_again(session: Session, principal: Principal, ref: str, user_id: str) -> None:
    """Queue the answer once more for somebody it did not reach; a second click changes nothing."""
    ticket, row = _find(session, principal, ref, user_id)
    if row.delivery == "pending":
        return
    _require_failed(row)
    if isinstance(row, Ticket):
        delivery.queue_answer(session, ticket)
    else:
        subscribers.queue_one(session, ticket, row)
    record(session, principal, "delivery_tried_again", ticket)


def tell_by_hand(
    session: Session, principal: Principal, ref: str, user_id: str, telling: Telling
) -> None:
    """Note that somebody the answer did not reach was told another way, and how."""
    ticket, row = _find(session, principal, ref, user_id)
    if row.delivery == "by_hand":
        return
    _require_failed(row)
    session.add(
        TicketTelling(
            ref=ref,
            user_id=user_id,
            by_name=principal.name,
            how=redact(telling.how).text,
            told_at=utc_now(),
        )
    )
    row.delivery, row.delivery_error = "by_hand", None
    record(session, principal, "told_by_hand", ticket)
    session.flush()


def _find(
    session: Session, principal: Principal, ref: str, user_id: str
) -> tuple[Ticket, Ticket | TicketSubscriber]:
    ticket = find_for_hub(session, principal, ref)
    if ticket.asker_id == user_id:
        return ticket, ticket
    row = repository.subscriber(session, ref, user_id)
    if row is None:
        raise not_found("recipient")
    return ticket, row


def _require_failed(row: Ticket | TicketSubscriber) -> None:
    if row.delivery != "failed":
        raise Problem(409, "not_failed", "This answer did not fail to arrive.")


def _shown(row: Ticket | TicketSubscriber, told: list[TicketTelling]) -> RecipientShown:
    joined = isinstance(row, TicketSubscriber)
    user_id = row.user_id if isinstance(row, TicketSubscriber) else row.asker_id
    name = row.name if isinstance(row, TicketSubscriber) else row.asker_name
    return RecipientShown.model_validate(
        {
            "user_id": user_id,
            "name": name,
            "joined": joined,
            "delivery": row.delivery,
            "delivery_error": row.delivery_error,
            "seen": row.seen_at is not None,
            "told": [
                ToldShown(by_name=each.by_name, how=each.how, told_at=each.told_at)
                for each in told
                if each.user_id == user_id
            ],
        }
    )
