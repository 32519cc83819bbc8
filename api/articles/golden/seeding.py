"""The release's golden questions, put into the database."""

from collections.abc import Iterable

import structlog
from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.articles.golden import repository
from api.articles.golden.models import GoldenQuestion
from api.articles.golden.schemas import GoldenState
from api.articles.keys import key_of
from api.db import utc_now
from knowledge import Golden

log = structlog.get_logger(__name__)


def seed_golden(session: Session, release: Iterable[Golden]) -> int:
    """Have those of the release be asked that the database never had; return how many are new.

    What a curator edited, retired or asks already stays as it is; one whose article is not here,
    or that an article has for a sample question, is left out. Golden questions that have become
    sample questions by a release of articles are retired.
    """
    _retire_samples(session)
    had = repository.seeded(session)
    new = [golden for golden in release if golden.id not in had]
    added = sum(_add(session, golden) for golden in new)
    session.flush()
    return added


def _add(session: Session, golden: Golden) -> bool:
    key = key_of(golden.question)
    if golden.slug is not None and articles.find(session, golden.slug) is None:
        return False
    if repository.find_by_key(session, key) or repository.article_asking(session, key):
        return False
    now = utc_now()
    session.add(
        GoldenQuestion(
            question=golden.question,
            question_key=key,
            kind=golden.kind.value,
            slug=golden.slug,
            state=GoldenState.ACTIVE,
            origin="release",
            seed_id=golden.id,
            version=1,
            created_at=now,
            updated_at=now,
        )
    )
    return True


def _retire_samples(session: Session) -> None:
    for row in repository.claimed_by_articles(session):
        row.state, row.version, row.updated_at = GoldenState.RETIRED, row.version + 1, utc_now()
        log.warning("golden_question_is_a_sample_question", golden_id=row.id)
    session.flush()
