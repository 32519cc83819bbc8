"""The versions of an article over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access import Curator
from api.articles import history
from api.articles.paths import SlugPath, tagged
from api.articles.schemas import ArticleShown
from api.db import ReadSession, WriteSession
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited

router = APIRouter()
MAX_NUMBER = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=MAX_NUMBER)]


@router.get("/{slug}/versions")
def list_versions(
    slug: SlugPath,
    principal: Curator,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=MAX_NUMBER)] = None,
) -> history.VersionPage:
    """Return every saved version, the newest first."""
    return history.versions_of(session, slug, limit, cursor)


@router.get("/{slug}/versions/{number}")
def read_version(
    slug: SlugPath, number: Number, principal: Curator, session: ReadSession
) -> ArticleShown:
    """Return one saved version."""
    return history.version_of(session, slug, number)


@router.get("/{slug}/versions/{number}/changes")
def compare_versions(
    slug: SlugPath,
    number: Number,
    principal: Curator,
    session: ReadSession,
    since: Annotated[int, Query(ge=1, le=MAX_NUMBER)],
) -> history.Differences:
    """Return what a version says differently from the version `since`, part by part."""
    return history.compare(session, slug, since, number)


@router.post("/{slug}/versions/{number}/restore", dependencies=[limited("write")])
def restore_version(
    slug: SlugPath,
    number: Number,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have what a version says be the newest, as a draft; a second click changes nothing."""
    article = history.restore(
        session, principal, slug, number, expected_version=version_of(if_match)
    )
    return tagged(article, response)
