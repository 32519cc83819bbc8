"""Tickets that another may be like: cheap to read, for whoever compares what they mean."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.roles import Principal
from api.tickets import repository
from api.tickets.reading import find_for_hub
from api.tickets.schemas import TicketShown
from api.tickets.showing import to_shown

NEWEST = 500


@dataclass(frozen=True)
class AskedBefore:
    """Another ticket by its reference, and what it asks."""

    ref: str
    question: str


def asked(session: Session, principal: Principal, ref: str) -> str:
    """Return what a ticket asks; to the Hub."""
    return find_for_hub(session, principal, ref).question


def asked_before(session: Session, ref: str) -> list[AskedBefore]:
    """Return the newest other tickets that have an answer or are owed one."""
    return [AskedBefore(*row) for row in repository.newest_but(session, ref, NEWEST)]


def shown(session: Session, refs: list[str]) -> list[TicketShown]:
    """Return those tickets in that order, for staff."""
    rows = [repository.find(session, ref) for ref in refs]
    return [to_shown(row) for row in rows if row is not None]


def answer_of(session: Session, principal: Principal, ref: str) -> str:
    """Return the answer of a ticket, to begin another with; 404 if it has none."""
    answer = find_for_hub(session, principal, ref).answer
    if answer is None:
        raise not_found("answer")
    return answer
