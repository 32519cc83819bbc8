"""Queries on golden questions."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.articles.golden.models import GoldenQuestion
from api.articles.golden.schemas import GoldenState
from api.articles.models import QuestionClaim, StoredArticle

CHUNK = 500  # SQLite takes a limited number of variables in one statement


def find(session: Session, golden_id: int) -> GoldenQuestion | None:
    """Return that golden question, active or not."""
    return session.get(GoldenQuestion, golden_id)


def find_by_key(session: Session, key: str) -> GoldenQuestion | None:
    """Return the golden question that asks this."""
    return session.scalar(select(GoldenQuestion).where(GoldenQuestion.question_key == key))


def active(session: Session) -> list[GoldenQuestion]:
    """Return every golden question that is asked, by id."""
    query = select(GoldenQuestion).where(GoldenQuestion.state == GoldenState.ACTIVE)
    return list(session.scalars(query.order_by(GoldenQuestion.id)))


def active_of(session: Session, slug: str) -> list[GoldenQuestion]:
    """Return the active golden questions of an article, by id."""
    return [row for row in active(session) if row.slug == slug]


def count_active(session: Session) -> int:
    """Return how many golden questions are asked."""
    counted = select(func.count()).where(GoldenQuestion.state == GoldenState.ACTIVE)
    return session.scalar(counted) or 0


def fingerprint(session: Session) -> str:
    """Return what differs as soon as another set of golden questions is asked."""
    query = (
        select(GoldenQuestion.id, GoldenQuestion.version)
        .where(GoldenQuestion.state == GoldenState.ACTIVE)
        .order_by(GoldenQuestion.id)
    )
    text = " ".join(f"{row.id}.{row.version}" for row in session.execute(query))
    return hashlib.sha256(text.encode()).hexdigest()


def page(
    session: Session,
    state: str,
    limit: int,
    after: int,
    slug: str | None = None,
    words: str = "",
) -> list[GoldenQuestion]:
    """Return up to `limit` in that state, by id, from the one after `after`."""
    query = select(GoldenQuestion).where(GoldenQuestion.state == state, GoldenQuestion.id > after)
    if slug is not None:
        query = query.where(GoldenQuestion.slug == slug)
    if words:
        query = query.where(GoldenQuestion.question_key.contains(words, autoescape=True))
    return list(session.scalars(query.order_by(GoldenQuestion.id).limit(limit)))


def active_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return which of `keys` are asked by active golden questions."""
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        some = GoldenQuestion.question_key.in_(keys[start : start + CHUNK])
        query = select(GoldenQuestion.question_key).where(some)
        found.update(session.scalars(query.where(GoldenQuestion.state == GoldenState.ACTIVE)))
    return found


def article_asking(session: Session, key: str) -> str | None:
    """Return the article whose title, or of those published whose sample question, this is."""
    claimed = session.scalar(select(QuestionClaim.slug).where(QuestionClaim.question_key == key))
    titled = select(StoredArticle.slug).where(StoredArticle.title_key == key)
    return claimed or session.scalar(titled)


def seeded(session: Session) -> set[str]:
    """Return the ids in the release of all that came from one, retired ones too."""
    query = select(GoldenQuestion.seed_id).where(GoldenQuestion.seed_id.is_not(None))
    return {seed_id for seed_id in session.scalars(query) if seed_id}


def claimed_by_articles(session: Session) -> list[GoldenQuestion]:
    """Return active golden questions that are sample questions of published articles."""
    claims = select(QuestionClaim.question_key)
    query = select(GoldenQuestion).where(
        GoldenQuestion.state == GoldenState.ACTIVE, GoldenQuestion.question_key.in_(claims)
    )
    return list(session.scalars(query))


def titles(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """Return the titles of those articles."""
    found: dict[str, str] = {}
    for start in range(0, len(slugs), CHUNK):
        some = StoredArticle.slug.in_(slugs[start : start + CHUNK])
        rows = session.execute(select(StoredArticle.slug, StoredArticle.title).where(some))
        found.update((row.slug, row.title) for row in rows)
    return found
