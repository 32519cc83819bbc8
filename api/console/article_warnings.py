"""What a curator is warned of about an article, and putting a warning aside."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.articles import service, warnings
from api.articles.publisher import Publisher
from api.articles.remarks import MAX_CHARS
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/articles")


@router.get("/{slug}/warnings", dependencies=[limited("search")])
def warnings_page(
    slug: str, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show which published articles say nearly the same, and which seem to disagree."""
    return _page(request, session, slug)


def _page(
    request: Request,
    session: Session,
    slug: str,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    publisher: Publisher = request.app.state.searcher
    return page(
        request,
        "console/warnings.html",
        status=status,
        article=service.get(session, slug),
        found=warnings.warnings_of(session, slug, publisher),
        errors=errors or {},
    )


@router.post("/{slug}/warnings", dependencies=[limited("write")])
def dismiss(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    key: Annotated[str, Form(max_length=32)],
    reason: Annotated[str, Form(max_length=MAX_CHARS)] = "",
) -> Response:
    """Put a warning aside; without a reason the page says so."""
    publisher: Publisher = request.app.state.searcher
    try:
        warnings.dismiss(session, principal, slug, publisher, key, reason)
    except Problem as problem:
        if problem.status != 422:
            raise
        errors = {f"reason-{key}": problem.detail}
        return _page(request, session, slug, errors, status=422)
    return RedirectResponse(f"/console/articles/{slug}/warnings", status_code=303)
