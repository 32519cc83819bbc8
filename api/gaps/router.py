"""Gaps over HTTP, for the Hub."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api.access import Curator, scoped
from api.articles.gate.checking import Change, Checked
from api.articles.gate.proposing import publication
from api.articles.gate.service import through
from api.articles.publisher import Publisher
from api.articles.schemas import ArticleShown
from api.db import Database, WriteSession, after_commit
from api.errors import PROBLEM_RESPONSES
from api.gaps import gained, service
from api.gaps.schemas import Added, Dismissal, GapPage, GapShown, GapState, Picked
from api.identity.roles import Principal, ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.search.service import Search
from api.settings import Settings

router = APIRouter(
    prefix="/v1/gaps",
    tags=["gaps"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.GAPS)],
)
WRITES: Final = [limited("write")]
DAYS: Final = 28
GapId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Days = Annotated[int, Query(ge=1, le=90)]
After = Annotated[int, Query(ge=0, le=100_000)]


@router.get("")
def list_gaps(
    principal: Curator,
    session: WriteSession,
    state: GapState = GapState.OPEN,
    days: Days = DAYS,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    after: After = 0,
) -> GapPage:
    """Return what officers asked and were not helped with, gathered by meaning.

    The gap that most people asked comes first; of equals, the one asked last.
    """
    return service.list_gaps(session, principal, state, days, limit, after)


@router.get("/{gap_id}")
def read_gap(
    gap_id: GapId, principal: Curator, session: WriteSession, response: Response
) -> GapShown:
    """Return one gap with its questions, as redacted; that it was read is audited."""
    return _tagged(service.get(session, principal, gap_id), response)


def _tagged(shown: GapShown, response: Response) -> GapShown:
    response.headers["ETag"] = shown.etag
    return shown


@router.post("/{gap_id}/article", status_code=201, dependencies=WRITES)
def write_article(
    gap_id: GapId,
    picked: Picked,
    principal: Curator,
    session: WriteSession,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Make a draft of the gap, with its questions (or those named) as ways of asking.

    A second call returns the draft of the first.
    """
    return service.write_article(session, principal, gap_id, picked.turn_ids, version_of(if_match))


@router.post("/{gap_id}/questions", dependencies=WRITES)
def add_questions(
    gap_id: GapId,
    added: Added,
    request: Request,
    principal: Curator,
    session: WriteSession,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Add the gap's questions (or those named) to an article, by the way of any other edit.

    One that is published as it stands is published again, if the gate lets it; where four eyes
    are needed it is submitted for review.
    """
    return add_and_ask_again(request, session, principal, gap_id, added, version_of(if_match))


def add_and_ask_again(
    request: Request,
    session: Session,
    principal: Principal,
    gap_id: int,
    added: Added,
    version: int | None,
) -> ArticleShown:
    """Add the questions and, once that is committed and found, ask the gap's questions again.

    The golden questions are asked before the transaction begins.
    """
    search: Search = request.app.state.searcher
    publisher: Publisher = request.app.state.searcher
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    slug, turn_ids = added.slug, added.turn_ids

    def propose(reading: Session) -> Change | None:
        content = service.with_questions(reading, gap_id, slug, turn_ids)
        return publication(reading, slug, content) if content is not None else None

    def add(checked: Checked) -> ArticleShown:
        return service.add_questions(
            session,
            principal,
            gap_id,
            slug,
            turn_ids,
            publisher,
            version,
            four_eyes=settings.needs_four_eyes,
            checked=checked,
        )

    edited = through(session, publisher, propose, add)
    after_commit(session, lambda: gained.follow(database, search, gap_id, principal.user_id))
    return edited


@router.post("/{gap_id}/dismiss", dependencies=WRITES)
def dismiss(
    gap_id: GapId,
    dismissal: Dismissal,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> GapShown:
    """Put the gap aside until it grows."""
    version = version_of(if_match)
    return _tagged(service.dismiss(session, principal, gap_id, dismissal.reason, version), response)


@router.post("/{gap_id}/reopen", dependencies=WRITES)
def reopen(
    gap_id: GapId,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> GapShown:
    """Have the gap stand among the open ones again."""
    return _tagged(service.reopen(session, principal, gap_id, version_of(if_match)), response)


@router.post("/{gap_id}/ask-again", dependencies=WRITES)
def ask_again(
    gap_id: GapId, request: Request, principal: Curator, session: WriteSession, response: Response
) -> GapShown:
    """Ask the gap's questions of what is served now, and keep that with what was done about it."""
    ask_and_keep(request, session, principal, gap_id)
    return _tagged(service.get(session, principal, gap_id), response)


def ask_and_keep(request: Request, session: Session, principal: Principal, gap_id: int) -> None:
    """Ask again outside the transaction, which waits for nothing, and keep what came of it."""
    database: Database = request.app.state.database
    with database.reading() as reading:
        found = gained.ask_again(reading, request.app.state.searcher, gap_id)
    gained.keep(session, found, principal.user_id)
