"""What search found in a conversation's turns, as it was kept: for the Hub, beside a ticket."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from api.conversations import repository
from knowledge import Outcome

NEWEST = 5


class KeptHit(BaseModel):
    """One candidate of a search, and whether the officer was shown it."""

    model_config = ConfigDict(frozen=True)

    slug: str
    title: str
    score: float
    served: bool


class KeptSearch(BaseModel):
    """One search: what was asked, what it came to, the candidates best first."""

    model_config = ConfigDict(frozen=True)

    question: str
    outcome: Outcome
    confidence: float
    hits: list[KeptHit]
    asked_at: datetime


def kept_searches(session: Session, conversation_id: str) -> list[KeptSearch]:
    """Return the last searches of a conversation, the newest first.

    They are forgotten after a while (`search_memory` of the record classes).
    """
    rows = repository.searches(session, conversation_id, NEWEST)
    return [_kept(row.question, row.search, row.created_at) for row in rows]


def _kept(question: str, search: dict[str, Any], asked_at: datetime) -> KeptSearch:
    served = search["served"]
    return KeptSearch(
        question=search.get("question") or question,
        outcome=Outcome(search["outcome"]),
        confidence=search["confidence"],
        hits=[
            KeptHit(slug=hit["slug"], title=hit["title"], score=hit["score"], served=place < served)
            for place, hit in enumerate(search["hits"])
        ],
        asked_at=asked_at,
    )
