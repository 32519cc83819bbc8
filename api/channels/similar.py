"""What is like a ticket: other tickets with their answers, articles, drafts too; and candidates.

The encoder is asked before any transaction that writes has begun.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.access import Curator
from api.articles import service as articles
from api.articles.schemas import ArticleState
from api.conversations.kept_searches import KeptSearch, kept_searches
from api.db import ReadSession
from api.errors import Problem
from api.identity.roles import Principal
from api.ratelimits import limited
from api.search.router import get_search
from api.search.schemas import MAX_QUESTION_CHARS
from api.search.service import Search
from api.tickets import likely
from api.tickets.reading import find_for_hub
from knowledge import terms

TICKETS = 6
DRAFTS = 4
SHOWN = 4
ARTICLES = 4
ALIKE_FROM = 0.4
"""Looser than what is offered to officers (api.channels.alike): a curator judges for themselves."""
UNFINISHED = (ArticleState.DRAFT, ArticleState.IN_REVIEW)
MOST_DRAFTS = 100

router = APIRouter()
Searching = Annotated[Search, Depends(get_search)]


class LikeTicket(BaseModel):
    """Another ticket that asks something alike; `answer` is None while it is owed one."""

    ref: str
    question: str
    state: str
    state_label: str
    answer: str | None
    likeness: float


class LikeArticle(BaseModel):
    """An article about something alike; officers are not given a draft."""

    slug: str
    title: str
    state: str


class Similar(BaseModel):
    """What is like a ticket, the likest first. `searched` is False while search is down."""

    searched: bool
    tickets: list[LikeTicket] = []
    articles: list[LikeArticle] = []


@router.get("/{ref}/similar", dependencies=[limited("search")])
def read_similar(
    ref: str, principal: Curator, session: ReadSession, searcher: Searching
) -> Similar:
    """Return tickets and articles like the ticket, drafts among them."""
    return similar(session, searcher, principal, ref)


@router.get("/{ref}/candidates")
def read_candidates(ref: str, principal: Curator, session: ReadSession) -> list[KeptSearch]:
    """Return what search found in the ticket's conversation: what was shown, and what was not."""
    return candidates(session, principal, ref)


def candidates(session: Session, principal: Principal, ref: str) -> list[KeptSearch]:
    """Return the last searches of the ticket's conversation, the newest first; to the Hub."""
    ticket = find_for_hub(session, principal, ref)
    if ticket.conversation_id is None:
        return []
    return kept_searches(session, ticket.conversation_id)


def similar(session: Session, search: Search, principal: Principal, ref: str) -> Similar:
    """Return what is like the ticket; nothing, and that it was not searched, while that is down."""
    question = likely.asked(session, principal, ref)[:MAX_QUESTION_CHARS]
    before = {row.ref: row.question for row in likely.asked_before(session, ref)}
    page = articles.list_articles(session, UNFINISHED, MOST_DRAFTS)
    drafts = {row.slug: row.title for row in page.items}
    near = _nearest(question, before, TICKETS)
    near_drafts = _nearest(question, drafts, DRAFTS)
    texts = [before[each] for each in near] + [drafts[each] for each in near_drafts]
    try:
        likeness = search.likeness(question, texts) if texts else []
        found = search.search(question, ARTICLES)
    except Problem:
        return Similar(searched=False)
    by_ref = _likest(near, likeness[: len(near)])
    slugs = _likest(near_drafts, likeness[len(near) :])
    served = [
        LikeArticle(slug=hit.slug, title=hit.title, state=ArticleState.PUBLISHED)
        for hit in found.hits
    ]
    states = {row.slug: row.state for row in page.items}
    unfinished = [LikeArticle(slug=slug, title=drafts[slug], state=states[slug]) for slug in slugs]
    rows = likely.shown(session, list(by_ref)[:SHOWN])
    return Similar(
        searched=True,
        tickets=[
            LikeTicket(
                ref=row.ref,
                question=row.question,
                state=row.state,
                state_label=row.state_label,
                answer=row.answer,
                likeness=round(by_ref[row.ref], 2),
            )
            for row in rows
        ],
        articles=unfinished + served,
    )


def _nearest(question: str, texts: dict[str, str], most: int) -> list[str]:
    """Return the keys of the texts that share most words with the question, at least one."""
    asked = frozenset(terms(question))
    shared = [(len(asked & frozenset(terms(text))), key) for key, text in texts.items()]
    return [key for common, key in sorted(shared, key=lambda pair: -pair[0]) if common][:most]


def _likest(keys: list[str], likeness: list[float]) -> dict[str, float]:
    """Return the keys that are alike enough, the likest first."""
    pairs = sorted(zip(keys, likeness, strict=True), key=lambda pair: -pair[1])
    return {key: value for key, value in pairs if value >= ALIKE_FROM}
