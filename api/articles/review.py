"""Review dates: reminders, no answers from what is too long overdue, and "still right"."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository, versions
from api.articles.changing import changed, record_by, require_version, row_of
from api.articles.documents import read_content, shown, write_content
from api.articles.models import StoredArticle
from api.articles.publisher import Publisher, follow
from api.articles.remarks import RemarkKind, remark
from api.articles.schemas import ArticleShown
from api.articles.states import ArticleState
from api.articles.versions import Kind
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify

REMIND_DAYS: Final = 30
AT_ONCE: Final = 200  # articles of one run of a job
SYSTEM: Final = "system"
Leads = Callable[[Session], Iterable[str]]


def confirm(
    session: Session,
    principal: Principal,
    slug: str,
    publisher: Publisher,
    review_date: date,
    *,
    note: str = "",
    expected_version: int | None = None,
) -> ArticleShown:
    """Have the published version be reviewed and still right until `review_date`.

    Its words stay, so no other pair of eyes is asked for; officers are given it again if it was
    withheld. A draft beside it stays what it is and gets the new date. 409 if nothing is
    published, 422 for a date that publishing would refuse. A second time changes nothing.
    """
    row = row_of(session, slug)
    if row.published_number is None:
        raise Problem(409, "not_published", "No version of this article is published.")
    if row.published_review_date == review_date:
        return shown(row)
    require_version(row, expected_version)
    published = repository.find_version(session, slug, row.published_number)
    assert published is not None  # the published one is kept
    content = read_content(published).model_copy(update={"review_date": review_date})
    _require_date(content.missing_for_publishing(utc_now().date()))
    draft = None if row.state == ArticleState.PUBLISHED else read_content(row)
    author = versions.last_saved_by(session, row)
    write_content(row, slug, content)
    versions.keep(session, row, Kind.REVIEWED, saved_by=principal.user_id, note=note[:500])
    versions.serve(row)
    remark(session, row, RemarkKind.REVIEWED, note, principal.user_id)
    if draft is not None:
        write_content(row, slug, draft.model_copy(update={"review_date": review_date}))
        versions.keep(session, row, Kind.EDITED, saved_by=author, note="The new review date.")
    changed(session, row, principal, "article_reviewed")
    follow(session, slug, publisher)
    return shown(row)


def _require_date(missing: list[tuple[str, str]]) -> None:
    wanted = [message for field, message in missing if field == "review_date"]
    if wanted:
        raise Problem(
            422,
            "invalid",
            f"The new review date: {wanted[0]}.",
            errors=[{"field": "review_date", "message": wanted[0]}],
        )


def withhold_overdue(session: Session, publisher: Publisher, grace_days: int) -> int:
    """Officers are given no article whose review is more than `grace_days` overdue; all others.

    Returns how many that changed. A job: a second run at once does nothing.
    """
    last = utc_now().date() - timedelta(days=grace_days)
    rows = repository.to_withhold(session, last, AT_ONCE)
    for row in rows:
        row.withheld_at = utc_now()
        _note(session, row, "article_withheld", publisher)
    back = repository.to_give_again(session, last, AT_ONCE)
    for row in back:
        row.withheld_at = None
        _note(session, row, "article_given_again", publisher)
    return len(rows) + len(back)


def _note(session: Session, row: StoredArticle, action: str, publisher: Publisher) -> None:
    row.version += 1
    session.flush()
    record_by(session, SYSTEM, action, row.slug)
    follow(session, row.slug, publisher)


def remind(session: Session, leads: Leads) -> int:
    """Who has an article to review is told, REMIND_DAYS before and when it is past its date.

    That is who wrote the published version; for a release's, the leads. Returns how many were
    told. A job: a second run at once tells nobody.
    """
    today, told = utc_now().date(), 0
    due = repository.review_due(session, today + timedelta(days=REMIND_DAYS))
    for row, author in due:
        day = row.published_review_date
        assert day is not None  # that is what was asked for
        kind = NoticeKind.REVIEW_OVERDUE if day < today else NoticeKind.REVIEW_DUE
        notice = Notice(
            kind=kind,
            about=row.slug,
            link=f"/console/articles/{row.slug}",
            words={"title": row.title, "date": f"{day.day} {day:%B %Y}"},
            key=f"{kind}:{row.slug}:{day.isoformat()}",
        )
        told += notify(session, [author] if author else leads(session), notice)
    return told
