"""The dates of an article over HTTP: when it is published, when it was reviewed."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access import Curator
from api.articles import review, scheduling
from api.articles.paths import SlugPath, tagged
from api.articles.publisher import Publisher
from api.articles.remarks import MAX_CHARS
from api.articles.schemas import ArticleShown
from api.db import ReadSession, WriteSession
from api.errors import not_found
from api.moments import Day, Moment
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.settings import Settings

router = APIRouter()
WRITES = [limited("write")]


class WantedTime(BaseModel):
    """When the newest version is to be published, with its offset from UTC."""

    model_config = ConfigDict(extra="forbid")
    publish_at: Moment


class ScheduleShown(BaseModel):
    """When the version `number` is to be published; `failure` is why it was not, once tried."""

    publish_at: AwareDatetime
    number: int
    set_by: str
    failed_at: AwareDatetime | None
    failure: str


class Reviewed(BaseModel):
    """That the article is still right, and until when."""

    model_config = ConfigDict(extra="forbid")
    review_date: Day
    note: Annotated[str, Field(max_length=MAX_CHARS)] = ""


@router.get("/{slug}/schedule")
def read_schedule(slug: SlugPath, principal: Curator, session: ReadSession) -> ScheduleShown:
    """Return when the newest version is to be published; 404 if no time is set."""
    found = scheduling.schedule_of(session, slug)
    if found is None:
        raise not_found("schedule")
    return _shown(found)


@router.put("/{slug}/schedule", dependencies=WRITES)
def set_schedule(
    slug: SlugPath,
    wanted: WantedTime,
    request: Request,
    principal: Curator,
    session: WriteSession,
    if_match: IfMatch = None,
) -> ScheduleShown:
    """Have the newest version be published at a time; the checks run then."""
    settings: Settings = request.app.state.settings
    return _shown(
        scheduling.schedule(
            session,
            principal,
            slug,
            wanted.publish_at,
            expected_version=version_of(if_match),
            four_eyes=settings.needs_four_eyes,
        )
    )


def _shown(found: scheduling.Schedule) -> ScheduleShown:
    return ScheduleShown(
        publish_at=found.publish_at,
        number=found.number,
        set_by=found.set_by,
        failed_at=found.failed_at,
        failure=found.failure,
    )


@router.delete("/{slug}/schedule", status_code=204, dependencies=WRITES)
def cancel_schedule(slug: SlugPath, principal: Curator, session: WriteSession) -> None:
    """Have no time be set; a second click changes nothing."""
    scheduling.unschedule(session, principal, slug)


@router.post("/{slug}/reviewed", dependencies=WRITES)
def confirm_article(
    slug: SlugPath,
    reviewed: Reviewed,
    request: Request,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Have the published version be reviewed and still right, with a new review date."""
    publisher: Publisher = request.app.state.searcher
    article = review.confirm(
        session,
        principal,
        slug,
        publisher,
        reviewed.review_date,
        note=reviewed.note,
        expected_version=version_of(if_match),
    )
    return tagged(article, response)
