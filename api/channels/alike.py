"""Whether an open request of another officer asks the same: the "me too" that is offered once."""

from sqlalchemy.orm import Session

from api.errors import Problem
from api.identity.roles import Principal
from api.search.service import Search
from api.tickets import subscribers
from api.tickets.subscribers import OpenQuestion
from knowledge import terms

NEWEST = 300
SHORTLIST = 12  # each costs a call of the encoder
SAME_FROM = 0.6
"""Three in four rewordings of one request are as alike as this, and one in a thousand pairs of
different requests: the encoder of search over tests/knowledge/data/new_guidance.yml and the sample
questions. It only decides what is offered."""


def same_request(
    session: Session, search: Search, principal: Principal, question: str
) -> OpenQuestion | None:
    """Return the open request of somebody else that asks most nearly the same, if one does.

    None while search is down: nobody is kept from asking.
    """
    asked = frozenset(terms(question))
    rows = subscribers.open_questions(session, principal, NEWEST)
    shared = [(len(asked & frozenset(terms(row.question))), row) for row in rows]
    near = [row for common, row in sorted(shared, key=lambda pair: -pair[0]) if common][:SHORTLIST]
    if not near:
        return None
    try:
        likeness = search.likeness(question, [row.question for row in near])
    except Problem:
        return None
    best, row = max(zip(likeness, near, strict=True), key=lambda pair: pair[0])
    return row if best >= SAME_FROM else None
