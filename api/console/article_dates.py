"""The dates of an article in the Hub's hands: published at a set time; reviewed, still right."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.access import CuratorPage
from api.articles import review, scheduling
from api.articles.remarks import MAX_CHARS
from api.console.article_editing import ToSearch, Version
from api.console.article_moves import WRITES, made
from api.db import WriteSession
from api.errors import Problem
from api.portal.templating import LOCAL_ZONE
from api.settings import Settings

router = APIRouter(prefix="/console/articles")
Typed = Annotated[str, Form(max_length=40)]


@router.post("/{slug}/schedule", dependencies=WRITES)
def schedule(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    version: Version,
    publish_at: Typed = "",
) -> Response:
    """Have the saved version be published at the time that was typed, by the clock here."""
    settings: Settings = request.app.state.settings

    def set_time() -> None:
        scheduling.schedule(
            session,
            principal,
            slug,
            _moment(publish_at),
            expected_version=version,
            four_eyes=settings.needs_four_eyes,
        )

    return made(request, session, slug, "scheduled", set_time)


def _moment(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise _wrong("publish_at", "give a day and a time, such as 2027-05-31T09:00") from None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL_ZONE)


def _wrong(field: str, message: str) -> Problem:
    return Problem(422, "invalid", message, errors=[{"field": field, "message": message}])


@router.post("/{slug}/unschedule", dependencies=WRITES)
def unschedule(
    slug: str, request: Request, principal: CuratorPage, session: WriteSession
) -> Response:
    """Have no time be set."""
    return made(
        request,
        session,
        slug,
        "unscheduled",
        lambda: scheduling.unschedule(session, principal, slug),
    )


@router.post("/{slug}/reviewed", dependencies=WRITES)
def reviewed(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    version: Version,
    next_review: Typed = "",
    review_note: Annotated[str, Form(max_length=MAX_CHARS)] = "",
) -> Response:
    """Have the published version be still right until a new date."""

    def confirm() -> None:
        review.confirm(
            session,
            principal,
            slug,
            publisher,
            _day(next_review),
            note=review_note,
            expected_version=version,
        )

    return made(
        request, session, slug, "reviewed", confirm, field="next_review", asked="review_date"
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise _wrong("review_date", "give a date, such as 31 May 2027") from None
