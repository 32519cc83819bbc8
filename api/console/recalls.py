"""Recalls for leads: whom one would reach, making it, and how far it is."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import LeadPage
from api.console.article_editing import ToSearch
from api.db import ReadSession, WriteSession
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited
from api.recall import service
from api.recall.router import RecallId
from api.recall.schemas import NewRecall
from api.settings import Settings

router = APIRouter(prefix="/console")
PAGE_SIZE: Final = 50
ERRORS: Final = {
    "reason": "Say what is wrong, in 10 to 1,000 characters.",
    "instead": "Say what officers should do instead, in 10 to 1,000 characters.",
}


@router.get("/articles/{slug}/recall")
def recall_page(
    slug: str, request: Request, principal: LeadPage, session: ReadSession
) -> HTMLResponse:
    """Show whom a recall would reach, and its form."""
    return _form(request, session, slug, {"reason": "", "instead": ""})


def _form(
    request: Request,
    session: Session,
    slug: str,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    settings: Settings = request.app.state.settings
    return page(
        request,
        "console/recall_form.html",
        status=422 if errors else 200,
        preview=service.preview(session, slug, settings.recall_days),
        days=settings.recall_days,
        values=values,
        errors=errors or {},
    )


@router.post("/articles/{slug}/recall", dependencies=[limited("write")])
def make(
    slug: str,
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    publisher: ToSearch,
    reason: Annotated[str, Form()] = "",
    instead: Annotated[str, Form()] = "",
) -> Response:
    """Recall the article; what is refused stays in the form."""
    values = {"reason": typed(reason), "instead": typed(instead)}
    settings: Settings = request.app.state.settings
    try:
        new = NewRecall.model_validate(values)
    except ValidationError as error:
        wrong = {str(row["loc"][0]) for row in error.errors()}
        errors = {field: text for field, text in ERRORS.items() if field in wrong}
        return _form(request, session, slug, values, errors)
    made = service.recall(session, principal, slug, new, publisher, settings.recall_days)
    return RedirectResponse(f"/console/recalls/{made.id}", status_code=303)


@router.get("/recalls")
def list_page(
    request: Request,
    principal: LeadPage,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> HTMLResponse:
    """Show the recalls, the newest first."""
    recalls = service.list_recalls(session, PAGE_SIZE, before)
    return page(request, "console/recalls.html", recalls=recalls)


@router.get("/recalls/{recall_id}")
def progress_page(
    recall_id: RecallId,
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> HTMLResponse:
    """Show how far a recall is, and by name who could not be reached; the reading is audited."""
    states = ("failed", "pending")
    return page(
        request,
        "console/recall.html",
        recall=service.get(session, recall_id),
        officers=service.officers(session, principal, recall_id, PAGE_SIZE, after, states),
    )
