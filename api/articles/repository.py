"""Queries on articles and on the sample questions they claim."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.articles.models import (
    ArticleRemark,
    ArticleSchedule,
    ArticleVersion,
    DismissedWarning,
    ImportedDocument,
    QuestionClaim,
    StoredArticle,
)
from api.articles.states import ArticleState
from api.db import delete_older

CHUNK = 500  # SQLite takes a limited number of variables in one statement


def find(session: Session, slug: str) -> StoredArticle | None:
    """Return the article in any state."""
    return session.get(StoredArticle, slug)


def find_by_title_key(session: Session, title_key: str, but: str = "") -> StoredArticle | None:
    """Return the article other than `but` whose newest or published version has this title."""
    has_it = (StoredArticle.title_key == title_key) | (
        StoredArticle.published_title_key == title_key
    )
    query = select(StoredArticle).where(has_it, StoredArticle.slug != but)
    return session.scalar(query.limit(1))


_SERVED = (ArticleVersion.slug == StoredArticle.slug) & (
    ArticleVersion.number == StoredArticle.published_number
)


def find_served(session: Session, slug: str) -> ArticleVersion | None:
    """Return the version that officers are given."""
    query = select(ArticleVersion).join(StoredArticle, _SERVED)
    return session.scalar(
        query.where(StoredArticle.slug == slug, StoredArticle.withheld_at.is_(None))
    )


def all_served(session: Session) -> list[ArticleVersion]:
    """Return every version that officers are given, by slug."""
    query = select(ArticleVersion).join(StoredArticle, _SERVED)
    query = query.where(StoredArticle.withheld_at.is_(None))
    return list(session.scalars(query.order_by(ArticleVersion.slug)))


def all_published(session: Session) -> list[ArticleVersion]:
    """Return every published version, those that are withheld too, by slug."""
    query = select(ArticleVersion).join(StoredArticle, _SERVED)
    return list(session.scalars(query.order_by(ArticleVersion.slug)))


def served_hashes(session: Session) -> dict[str, str]:
    """Return the content hash of every version that officers are given, by slug."""
    query = select(ArticleVersion.slug, ArticleVersion.content_hash).join(StoredArticle, _SERVED)
    rows = session.execute(query.where(StoredArticle.withheld_at.is_(None)))
    return {row.slug: row.content_hash for row in rows}


def page_served(
    session: Session, limit: int, after: str | None
) -> list[tuple[StoredArticle, ArticleVersion]]:
    """Return up to `limit` articles that officers are given, by slug, after `after`."""
    query = select(StoredArticle, ArticleVersion).join(ArticleVersion, _SERVED)
    query = query.where(StoredArticle.withheld_at.is_(None))
    if after is not None:
        query = query.where(StoredArticle.slug > after)
    rows = session.execute(query.order_by(StoredArticle.slug).limit(limit))
    return [(row, version) for row, version in rows]


def find_version(session: Session, slug: str, number: int) -> ArticleVersion | None:
    """Return one version of an article."""
    return session.get(ArticleVersion, (slug, number))


def versions_of(
    session: Session, slug: str, limit: int, before: int | None = None
) -> list[ArticleVersion]:
    """Return up to `limit` versions, the newest first, from the one before `before`."""
    query = select(ArticleVersion).where(ArticleVersion.slug == slug)
    if before is not None:
        query = query.where(ArticleVersion.number < before)
    return list(session.scalars(query.order_by(ArticleVersion.number.desc()).limit(limit)))


def add_remark(session: Session, row: ArticleRemark) -> None:
    """Store a remark."""
    session.add(row)
    session.flush()


def remarks_on(session: Session, slug: str, limit: int) -> list[ArticleRemark]:
    """Return up to `limit` remarks, the newest first."""
    query = select(ArticleRemark).where(ArticleRemark.slug == slug)
    return list(session.scalars(query.order_by(ArticleRemark.id.desc()).limit(limit)))


def find_by_ticket(session: Session, ref: str) -> StoredArticle | None:
    """Return the newest article that grew from this ticket."""
    return session.scalar(
        select(StoredArticle)
        .where(StoredArticle.origin_ticket_ref == ref)
        .order_by(StoredArticle.created_at.desc())
        .limit(1)
    )


def find_import(session: Session, sha256: str) -> ImportedDocument | None:
    """Return the import of the file with this hash."""
    return session.get(ImportedDocument, sha256)


def find_import_of(session: Session, slug: str) -> ImportedDocument | None:
    """Return the import that made this article."""
    query = select(ImportedDocument).where(ImportedDocument.slug == slug)
    return session.scalar(query.order_by(ImportedDocument.imported_at.desc()).limit(1))


def add_import(session: Session, row: ImportedDocument) -> None:
    """Store that an article was made of a file; a file twice is an IntegrityError."""
    session.add(row)
    session.flush()


def page(
    session: Session, states: Sequence[str], limit: int, after: str | None
) -> list[StoredArticle]:
    """Return up to `limit` articles in these states, by slug, from the one after `after`."""
    query = select(StoredArticle).where(StoredArticle.state.in_(states))
    if after is not None:
        query = query.where(StoredArticle.slug > after)
    return list(session.scalars(query.order_by(StoredArticle.slug).limit(limit)))


def slugs_like(session: Session, slug: str) -> set[str]:
    """Return the slugs that are `slug` or begin with it and a hyphen."""
    begins = StoredArticle.slug.startswith(f"{slug}-", autoescape=True)
    query = select(StoredArticle.slug).where((StoredArticle.slug == slug) | begins)
    return set(session.scalars(query))


def claimed_by_others(session: Session, slug: str, keys: Sequence[str]) -> dict[str, str]:
    """Return which of `keys` other published articles claim, and the slug of each."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), CHUNK):
        rows = session.execute(
            select(QuestionClaim.question_key, QuestionClaim.slug).where(
                QuestionClaim.question_key.in_(keys[start : start + CHUNK]),
                QuestionClaim.slug != slug,
            )
        )
        found.update((key, owner) for key, owner in rows)
    return found


def claim(session: Session, slug: str, keys: Iterable[str]) -> None:
    """Have `slug` claim exactly `keys`; a key of another's is an IntegrityError at flush."""
    release_claims(session, slug)
    session.add_all(QuestionClaim(question_key=key, slug=slug) for key in keys)
    session.flush()


def release_claims(session: Session, slug: str) -> None:
    """Have `slug` claim nothing."""
    session.execute(delete(QuestionClaim).where(QuestionClaim.slug == slug))


def purge_imports(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` import records from before that moment; return their dates."""
    return delete_older(session, ImportedDocument.imported_at, before, limit)


def to_withhold(session: Session, last: date, limit: int) -> list[StoredArticle]:
    """Return published articles to be reviewed before `last` that officers are still given."""
    query = select(StoredArticle).where(
        StoredArticle.published_review_date < last, StoredArticle.withheld_at.is_(None)
    )
    return list(session.scalars(query.order_by(StoredArticle.slug).limit(limit)))


def to_give_again(session: Session, last: date, limit: int) -> list[StoredArticle]:
    """Return published articles that are withheld and need not be."""
    query = select(StoredArticle).where(
        StoredArticle.published_review_date >= last, StoredArticle.withheld_at.is_not(None)
    )
    return list(session.scalars(query.order_by(StoredArticle.slug).limit(limit)))


def review_due(session: Session, until: date) -> list[tuple[StoredArticle, str | None]]:
    """Return published articles to be reviewed by then, and who saved that version of each."""
    query = (
        select(StoredArticle, ArticleVersion.saved_by)
        .join(ArticleVersion, _SERVED)
        .where(StoredArticle.published_review_date <= until)
    )
    rows = session.execute(query.order_by(StoredArticle.published_review_date, StoredArticle.slug))
    return [(row, author) for row, author in rows]


def find_schedule(session: Session, slug: str) -> ArticleSchedule | None:
    """Return when an article is to be published."""
    return session.get(ArticleSchedule, slug)


def put_schedule(session: Session, row: ArticleSchedule) -> None:
    """Store when an article is to be published, in the place of what was stored."""
    session.merge(row)
    session.flush()


def drop_schedule(session: Session, slug: str) -> bool:
    """Delete when an article is to be published; False if no time was set."""
    found = find_schedule(session, slug)
    if found is not None:
        session.delete(found)
        session.flush()
    return found is not None


def schedules_due(session: Session, now: datetime, limit: int) -> list[ArticleSchedule]:
    """Return what is to be published by now and was not tried yet."""
    query = select(ArticleSchedule).where(
        ArticleSchedule.publish_at <= now, ArticleSchedule.failed_at.is_(None)
    )
    return list(session.scalars(query.order_by(ArticleSchedule.publish_at).limit(limit)))


def dismissed(session: Session, slug: str) -> list[DismissedWarning]:
    """Return the warnings about an article that were put aside."""
    return list(session.scalars(select(DismissedWarning).where(DismissedWarning.slug == slug)))


def find_dismissed(session: Session, slug: str, key: str) -> DismissedWarning | None:
    """Return one warning that was put aside."""
    return session.get(DismissedWarning, (slug, key))


def add_dismissed(session: Session, row: DismissedWarning) -> None:
    """Store that a warning was put aside."""
    session.add(row)
    session.flush()


def wanted(
    session: Session,
    *,
    state: ArticleState | None,
    review_before: date | None,
    withheld: bool,
    owner: str,
    group: str,
    words: Sequence[str],
    limit: int,
    after: str | None,
) -> list[StoredArticle]:
    """Return up to `limit` articles, by slug, that all of what is given holds for."""
    query = select(StoredArticle)
    if state is ArticleState.PUBLISHED:
        query = query.where(StoredArticle.published_number.is_not(None))
    elif state is not None:
        query = query.where(StoredArticle.state == state)
    if review_before is not None:
        query = query.where(StoredArticle.published_review_date < review_before)
    if withheld:
        query = query.where(StoredArticle.withheld_at.is_not(None))
    if owner:
        query = query.where(StoredArticle.owner == owner)
    if group:
        query = query.where(StoredArticle.group == group)
    for word in words:
        like = StoredArticle.title.icontains(word, autoescape=True)
        query = query.where(like | StoredArticle.slug.icontains(word, autoescape=True))
    if after is not None:
        query = query.where(StoredArticle.slug > after)
    return list(session.scalars(query.order_by(StoredArticle.slug).limit(limit)))


def owners(session: Session) -> list[str]:
    """Return every owner that an article has."""
    query = select(StoredArticle.owner).where(StoredArticle.owner != "").distinct()
    return list(session.scalars(query.order_by(StoredArticle.owner)))


def groups(session: Session) -> list[str]:
    """Return every group that an article is in."""
    return list(
        session.scalars(select(StoredArticle.group).distinct().order_by(StoredArticle.group))
    )
