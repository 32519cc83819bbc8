"""Importing a document: the form, and the draft that a document becomes."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import CuratorPage
from api.articles.importing import AlreadyImported, read_document, store_draft
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.portal.templating import page
from api.ratelimits import limited
from api.uploads import FIELD, UNLIMITED, Uploaded, UploadRoute
from knowledge.importing.limits import Limits
from knowledge.importing.refusals import ACCEPTED


class _FormRoute(UploadRoute):
    """A route that shows the form again with what was wrong with the document."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with that answer."""
        handle = super().get_route_handler()

        async def showing(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                if not problem.code.startswith("document_"):
                    raise
                return _form(request, problem)

        return showing


router = APIRouter(
    prefix="/console/articles/import", route_class=_FormRoute, max_body_size=UNLIMITED
)


@router.get("")
def form_page(request: Request, principal: CuratorPage) -> HTMLResponse:
    """Show the form, with all limits."""
    return _form(request)


@router.post("", dependencies=[limited("write")])
def import_document(
    request: Request,
    principal: CuratorPage,
    upload: Uploaded,
    reading: ReadSession,
    session: WriteSession,
) -> Response:
    """Make a draft of the document and open it."""
    document = read_document(reading, upload, request.app.state.settings)
    imported = store_draft(session, principal, document)
    slug = imported.article.slug
    return RedirectResponse(f"/console/articles/{slug}?done=imported", status_code=303)


def _form(request: Request, problem: Problem | None = None) -> HTMLResponse:
    settings = request.app.state.settings
    response = page(
        request,
        "console/import.html",
        status=problem.status if problem else 200,
        errors={FIELD: problem.detail} if problem else {},
        known=problem.slug if isinstance(problem, AlreadyImported) else "",
        field=FIELD,
        accepted=ACCEPTED,
        max_mb=settings.import_max_mb,
        timeout_s=round(settings.import_timeout_s),
        limits=Limits(),
    )
    if problem is not None and "Retry-After" in problem.headers:
        response.headers["Retry-After"] = problem.headers["Retry-After"]
    return response
