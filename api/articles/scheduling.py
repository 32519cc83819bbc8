"""Publishing at a set time: the checks run then, and a failure is told and stays to be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import record, record_by, require_move, require_version, row_of
from api.articles.documents import read_content
from api.articles.gate.service import Overtaken
from api.articles.models import ArticleSchedule, StoredArticle
from api.articles.readiness import require_other_eyes, require_ready
from api.articles.remarks import RemarkKind, remark
from api.articles.states import Move
from api.articles.versions import last_saved_by
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify

LATEST: Final = timedelta(days=366)
MAX_FAILURE_CHARS: Final = 1000
AT_ONCE: Final = 20  # articles of one run of the job
Who = Callable[[Session, str], Principal]
Publish = Callable[[Session, Principal, str], None]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the version `number` is to be published; `failure` is why it was not, once tried."""

    publish_at: datetime
    number: int
    set_by: str
    failed_at: datetime | None
    failure: str


def schedule_of(session: Session, slug: str) -> Schedule | None:
    """Return when an article's newest version is to be published, None if no time is set."""
    row = repository.find_schedule(session, slug)
    if row is None:
        return None
    return Schedule(row.publish_at, row.number, row.set_by, row.failed_at, row.failure)


def schedule(
    session: Session,
    principal: Principal,
    slug: str,
    publish_at: datetime,
    *,
    expected_version: int | None = None,
    four_eyes: bool,
) -> Schedule:
    """Have the newest version be published at that time, in the place of a time set before.

    A change of the article until then takes the time away. 422 for a time that is over or more
    than a year ahead, and for what the article lacks already now; 403 as for publishing.
    """
    row = row_of(session, slug)
    require_version(row, expected_version)
    require_move(row, Move.PUBLISH)
    if four_eyes:
        require_other_eyes(session, row, principal)
    _require_time(publish_at)
    require_ready(read_content(row))
    repository.put_schedule(
        session,
        ArticleSchedule(
            slug=slug,
            number=row.number,
            publish_at=publish_at,
            set_by=principal.user_id,
            set_at=utc_now(),
            failure="",
        ),
    )
    record(session, principal, "article_scheduled", slug)
    return Schedule(publish_at, row.number, principal.user_id, None, "")


def _require_time(publish_at: datetime) -> None:
    now = utc_now()
    if now < publish_at <= now + LATEST:
        return
    message = "give a time in the future" if publish_at <= now else "give a time within a year"
    raise Problem(
        422,
        "invalid",
        f"{message[:1].upper()}{message[1:]}.",
        errors=[{"field": "publish_at", "message": message}],
    )


def unschedule(session: Session, principal: Principal, slug: str) -> None:
    """Have no time be set; a second time changes nothing, 404 without the article."""
    row_of(session, slug)
    if repository.drop_schedule(session, slug):
        record(session, principal, "article_unscheduled", slug)


def due(session: Session) -> list[str]:
    """Return the slugs of what is to be published by now."""
    return [row.slug for row in repository.schedules_due(session, utc_now(), AT_ONCE)]


def publish_due(session: Session, publish: Publish, who: Who) -> int:
    """What is due is published, by whoever set the time; a refusal is kept and told instead.

    Returns how many were tried. A job: what was tried is due no more, unless somebody overtook
    it with another publication; that is tried again by the next run.
    """
    rows = repository.schedules_due(session, utc_now(), AT_ONCE)
    for waiting in rows:
        try:
            with session.begin_nested():  # what is refused leaves no trace
                principal = who(session, waiting.set_by)
                if not principal.is_curator:
                    raise Problem(403, "forbidden", "Who set the time is no curator any more.")
                publish(session, principal, waiting.slug)
        except Overtaken:
            continue
        except Problem as problem:
            _failed(session, waiting, problem)
    return len(rows)


def _failed(session: Session, waiting: ArticleSchedule, problem: Problem) -> None:
    waiting.failed_at = utc_now()
    waiting.failure = problem.detail[:MAX_FAILURE_CHARS]
    row: StoredArticle = row_of(session, waiting.slug)
    remark(session, row, RemarkKind.NOT_PUBLISHED, problem.detail, None)
    record_by(session, waiting.set_by, "article_not_published", row.slug)
    author = last_saved_by(session, row)
    notice = Notice(
        kind=NoticeKind.PUBLISH_FAILED,
        about=row.slug,
        link=f"/console/articles/{row.slug}",
        words={"title": row.title},
        key=f"publish_failed:{row.slug}:{waiting.publish_at.isoformat()}",
    )
    notify(session, [waiting.set_by, *([author] if author else [])], notice)
