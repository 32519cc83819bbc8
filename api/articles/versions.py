"""The versions of an article: every one that was saved is kept, and can be read and taken again."""

from enum import StrEnum

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.models import ArticleVersion, StoredArticle
from api.db import utc_now


class Kind(StrEnum):
    """How a version came to be."""

    DRAFTED = "drafted"
    EDITED = "edited"
    RESTORED = "restored"
    DISCARDED = "discarded"  # changes were discarded: it says what the published one says
    REVIEWED = "reviewed"
    RELEASED = "released"
    EARLIER = "earlier"  # it was there when versions began to be kept


def keep(
    session: Session, row: StoredArticle, kind: Kind, *, saved_by: str | None, note: str = ""
) -> None:
    """Have what `row` says be its newest version."""
    row.number = (row.number or 0) + 1
    session.add(row)
    session.flush()  # the article comes before its version
    session.add(
        ArticleVersion(
            slug=row.slug,
            number=row.number,
            kind=kind,
            title=row.title,
            content_version=row.content_version,
            content=row.content,
            sample_questions=row.sample_questions,
            content_hash=row.content_hash,
            saved_by=saved_by,
            saved_at=utc_now(),
            note=note,
        )
    )
    session.flush()


def last_saved_by(session: Session, row: StoredArticle) -> str | None:
    """Return who saved the newest version; None if a release did."""
    version = repository.find_version(session, row.slug, row.number)
    return version.saved_by if version is not None else None


def serve(row: StoredArticle) -> None:
    """Have the newest version be the published one, whatever stood against giving it out."""
    row.published_number = row.number
    row.published_title_key = row.title_key
    row.published_review_date = row.review_date
    row.withheld_at = None


def serve_none(row: StoredArticle) -> None:
    """Have no version be published."""
    row.published_number = None
    row.published_title_key = None
    row.published_review_date = None
    row.withheld_at = None
