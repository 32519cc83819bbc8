"""Recalls over HTTP, for leads."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.access import Lead, scoped
from api.articles.paths import SlugPath
from api.articles.publisher import Publisher, get_publisher
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.ratelimits import limited
from api.recall import service
from api.recall.schemas import NewRecall, OfficerPage, RecallPage, RecallPreview, RecallShown
from api.settings import Settings

router = APIRouter()
of_article = APIRouter(
    prefix="/v1/articles",
    tags=["recalls"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)
recalls = APIRouter(
    prefix="/v1/recalls",
    tags=["recalls"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)
RecallId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@of_article.get("/{slug}/recall")
def preview_recall(
    slug: SlugPath, principal: Lead, session: ReadSession, request: Request
) -> RecallPreview:
    """Return whom a recall of the article would reach, without making one."""
    settings: Settings = request.app.state.settings
    return service.preview(session, slug, settings.recall_days)


@of_article.post("/{slug}/recall", status_code=201, dependencies=[limited("write")])
def recall_article(
    slug: SlugPath,
    new: NewRecall,
    principal: Lead,
    session: WriteSession,
    publisher: Annotated[Publisher, Depends(get_publisher)],
    request: Request,
    response: Response,
) -> RecallShown:
    """Retire an article as wrong and have everyone told who was given it; a second time no more.

    The publish gate does not stand in its way: the article's golden questions are retired with it.
    """
    settings: Settings = request.app.state.settings
    made = service.recall(session, principal, slug, new, publisher, settings.recall_days)
    response.headers["Location"] = f"/v1/recalls/{made.id}"
    return made


@recalls.get("")
def list_recalls(
    principal: Lead,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RecallPage:
    """Return the recalls and how far each is, the newest first."""
    return service.list_recalls(session, limit, before)


@recalls.get("/{recall_id}")
def read_recall(recall_id: RecallId, principal: Lead, session: ReadSession) -> RecallShown:
    """Return one recall and how far it is."""
    return service.get(session, recall_id)


@recalls.get("/{recall_id}/officers")
def list_officers(
    recall_id: RecallId,
    principal: Lead,
    session: WriteSession,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> OfficerPage:
    """Return who has to be told, by name, and whether they are; that they were read is audited."""
    return service.officers(session, principal, recall_id, limit, cursor)


router.include_router(of_article)
router.include_router(recalls)
