"""While only the Hub answers: what a chat turn does instead of serving an article."""

from typing import Final

from sqlalchemy.orm import Session

from api.channels.rendering import Rendering
from api.conversations.schemas import (
    AnswerReply,
    ChoicesReply,
    ComparisonReply,
    FeedbackReply,
    TextReply,
)
from api.hub_only import service as hub_only
from api.search.schemas import SearchResponse
from knowledge import Outcome

OF_ARTICLES: Final = (AnswerReply, ChoicesReply, ComparisonReply)
BESIDE_THEM: Final = (TextReply, FeedbackReply)
"""Replies that may quote an article, or ask about it, in a turn that served one."""


def withheld(session: Session, question: str) -> SearchResponse | None:
    """Return what search says while only the Hub answers, None while it may search."""
    return SearchResponse.withheld(question) if hub_only.is_on(session) else None


def keep_to_the_hub(rendering: Rendering) -> None:
    """Whatever way an article took into the replies of this turn, it is not among them.

    The last of the checks: those before it say so in place, this one holds for what is yet to be
    written.
    """
    if not rendering.only_the_hub:
        return
    if not rendering.served and not any(isinstance(r, OF_ARTICLES) for r in rendering.replies):
        return
    dropped = OF_ARTICLES + BESIDE_THEM
    rendering.replies = [r for r in rendering.replies if not isinstance(r, dropped)]
    rendering.served, rendering.confidence = [], None
    rendering.outcomes -= {Outcome.answered, Outcome.choices}
    rendering.offer_the_hub_only()
