"""The Hub's list of articles."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import CuratorPage
from api.articles import service
from api.articles.schemas import ArticleState
from api.articles.states import LABELS
from api.console import (
    article_dates,
    article_editing,
    article_making,
    article_moves,
    article_versions,
)
from api.console.article_form_page import grades
from api.db import ReadSession
from api.portal.templating import page

router = APIRouter()
PAGE_SIZE = 50


@router.get("/console/articles")
def list_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    state: ArticleState = ArticleState.PUBLISHED,
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> HTMLResponse:
    """Show the articles of one state."""
    shown = service.list_articles(session, state, PAGE_SIZE, after)
    return page(
        request,
        "console/articles.html",
        state=state.value,
        states=LABELS,
        articles=shown.items,
        labels=grades(),
        next=shown.next,
        paged=after is not None,
    )


router.include_router(article_making.router)
router.include_router(article_editing.router)
router.include_router(article_moves.router)
router.include_router(article_dates.router)
router.include_router(article_versions.router)
