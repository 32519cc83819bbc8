"""The Hub's list of articles."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import CuratorPage
from api.articles.listing import Review, Wanted, find_articles, owners_and_groups
from api.articles.schemas import ArticleState
from api.articles.states import LABELS
from api.console import (
    article_chat,
    article_dates,
    article_editing,
    article_making,
    article_moves,
    article_questions,
    article_versions,
    article_warnings,
)
from api.console.article_form_page import COLOURS, grades
from api.db import ReadSession
from api.portal.templating import page

router = APIRouter()
PAGE_SIZE = 50


Words = Annotated[str, Query(max_length=200)]


@router.get("/console/articles")
def list_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    state: ArticleState | None = ArticleState.PUBLISHED,
    review: Literal["", "due", "overdue", "withheld"] = "",
    owner: Words = "",
    group: Words = "",
    q: Words = "",
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> HTMLResponse:
    """Show the articles that are asked for, a page at a time."""
    wanted = Wanted(state, Review(review) if review else None, owner, group, q.replace("\0", ""))
    shown = find_articles(session, wanted, PAGE_SIZE, after)
    owners, groups = owners_and_groups(session)
    asked = {"review": review, "owner": owner, "group": group, "q": q}
    return page(
        request,
        "console/articles.html",
        state=state.value if state else "",
        states=LABELS,
        colours=COLOURS,
        articles=shown.items,
        labels=grades(),
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
        owner_options=[(name, name) for name in owners],
        group_options=[(name, name.replace("-", " ").capitalize()) for name in groups],
        next=shown.next,
        paged=after is not None,
    )


router.include_router(article_making.router)
router.include_router(article_editing.router)
router.include_router(article_moves.router)
router.include_router(article_dates.router)
router.include_router(article_versions.router)
router.include_router(article_questions.router)
router.include_router(article_chat.router)
router.include_router(article_warnings.router)
