"""The warnings about an article over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from api.access import Curator
from api.articles import warnings
from api.articles.paths import SlugPath
from api.articles.publisher import Publisher
from api.articles.remarks import MAX_CHARS
from api.db import ReadSession, WriteSession
from api.ratelimits import limited

router = APIRouter()


class Dismissal(BaseModel):
    """Why the warning is put aside."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]


@router.get("/{slug}/warnings", dependencies=[limited("search")])
def list_warnings(
    slug: SlugPath, request: Request, principal: Curator, session: ReadSession
) -> warnings.Warnings:
    """Return which published articles say nearly the same, and which seem to disagree."""
    publisher: Publisher = request.app.state.searcher
    return warnings.warnings_of(session, slug, publisher)


@router.post("/{slug}/warnings/{key}/dismiss", status_code=204, dependencies=[limited("write")])
def dismiss_warning(
    slug: SlugPath,
    key: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
    dismissal: Dismissal,
    request: Request,
    principal: Curator,
    session: WriteSession,
) -> None:
    """Put a warning aside, with a reason, until either text changes."""
    publisher: Publisher = request.app.state.searcher
    warnings.dismiss(session, principal, slug, publisher, key, dismissal.reason)
