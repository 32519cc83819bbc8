"""The versions of an article in the Hub's hands."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.access import CuratorPage
from api.articles import history, service
from api.articles.differences import parts_of
from api.console.article_editing import Version
from api.console.article_moves import WRITES, made
from api.db import ReadSession, WriteSession
from api.identity import service as identity
from api.portal.templating import page

router = APIRouter(prefix="/console/articles")
MAX_NUMBER = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
Asked = Annotated[int | None, Query(ge=1, le=MAX_NUMBER)]
KINDS = {
    "drafted": "First draft",
    "edited": "Edited",
    "restored": "An old version again",
    "discarded": "Changes discarded",
    "reviewed": "Reviewed, still right",
    "released": "From a release",
    "earlier": "As it was when versions began to be kept",
}


@router.get("/{slug}/versions")
def versions_page(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    before: Asked = None,
) -> HTMLResponse:
    """Show every version, the newest first, and a choice of two to compare."""
    found = history.versions_of(session, slug, 50, before)
    names = identity.names_of(session, {item.saved_by for item in found.items if item.saved_by})
    return page(
        request,
        "console/versions.html",
        article=service.get(session, slug),
        versions=found.items,
        next=found.next,
        names=names,
        kinds=KINDS,
    )


@router.get("/{slug}/changes")
def changes_page(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    since: Asked = None,
    number: Asked = None,
) -> HTMLResponse:
    """Show what two versions say differently; without two, the newest and the published one."""
    article = service.get(session, slug)
    newer = number or article.number
    older = since or (article.published_number if article.published_number != newer else newer - 1)
    return page(
        request,
        "console/changes.html",
        article=article,
        found=history.compare(session, slug, older or newer, newer),
    )


@router.get("/{slug}/versions/{number}")
def version_page(
    slug: str, number: Number, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show all that one version says."""
    shown = history.version_of(session, slug, number)
    return page(
        request,
        "console/version.html",
        article=service.get(session, slug),
        shown=shown,
        parts=parts_of(shown.content()),
    )


@router.post("/{slug}/versions/{number}/restore", dependencies=WRITES)
def restore(
    slug: str,
    number: Number,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    version: Version,
) -> Response:
    """Have what an old version says be the newest, as a draft."""
    return made(
        request,
        session,
        slug,
        "restored",
        lambda: history.restore(session, principal, slug, number, expected_version=version),
    )


@router.post("/{slug}/take-release", dependencies=WRITES)
def take_release(
    slug: str, request: Request, principal: CuratorPage, session: WriteSession, version: Version
) -> Response:
    """Have the release's text that was left aside be the newest version, as a draft."""
    return made(
        request,
        session,
        slug,
        "released",
        lambda: history.take_release(session, principal, slug, expected_version=version),
    )
