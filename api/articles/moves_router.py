"""The moves of an article's newest version over HTTP; publishing and retiring are in router."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import Colleagues, Curator
from api.articles import service
from api.articles.paths import SlugPath, tagged
from api.articles.remarks import MAX_CHARS
from api.articles.schemas import ArticleShown
from api.db import WriteSession
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited

router = APIRouter()
WRITES = [limited("write")]


class Submission(BaseModel):
    """What the reviewer should know."""

    model_config = ConfigDict(extra="forbid")
    note: Annotated[str, Field(max_length=MAX_CHARS)] = ""


class SentBack(BaseModel):
    """What has to change before it can be published."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]


@router.post("/{slug}/submit", dependencies=WRITES)
def submit_article(
    slug: SlugPath,
    principal: Curator,
    session: WriteSession,
    response: Response,
    colleagues: Colleagues,
    submission: Submission | None = None,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have the draft wait for a review; a second click changes nothing."""
    article = service.submit(
        session,
        principal,
        slug,
        note=submission.note if submission else "",
        expected_version=version_of(if_match),
        reviewers=colleagues,
    )
    return tagged(article, response)


@router.post("/{slug}/send-back", dependencies=WRITES)
def send_article_back(
    slug: SlugPath,
    sent_back: SentBack,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have the version in review be a draft again, with a reason; a second click is no other."""
    article = service.send_back(
        session,
        principal,
        slug,
        reason=sent_back.reason,
        expected_version=version_of(if_match),
    )
    return tagged(article, response)


@router.post("/{slug}/discard", dependencies=WRITES)
def discard_changes(
    slug: SlugPath,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have the newest version say again what the published one says; 409 without one."""
    article = service.discard(session, principal, slug, expected_version=version_of(if_match))
    return tagged(article, response)


@router.post("/{slug}/revive", dependencies=WRITES)
def revive_article(
    slug: SlugPath,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have a retired article be a draft again; a second click changes nothing."""
    article = service.revive(session, principal, slug, expected_version=version_of(if_match))
    return tagged(article, response)
