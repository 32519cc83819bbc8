"""Articles as files: seeding the database from a release, and writing it out as one."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
import yaml
from sqlalchemy.orm import Session

from api.articles import repository, versions
from api.articles.documents import to_article, write_content
from api.articles.keys import key_of
from api.articles.models import StoredArticle
from api.articles.schemas import ArticleContent, ArticleState
from api.articles.versions import Kind
from api.db import utc_now
from knowledge import Article, content_hash, format_article

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SeedReport:
    """How many articles of a release were new, taken over, left as a draft, already there.

    `refused` are slugs whose title another article has; they are not in the database.
    """

    added: int = 0
    updated: int = 0
    drafted: int = 0
    unchanged: int = 0
    refused: tuple[str, ...] = ()


def seed(session: Session, articles: Iterable[Article]) -> SeedReport:
    """Have the database hold the release, except where a curator's edit would be lost.

    An article that a curator has touched keeps its text and its state; the release's text waits
    in `release_draft`. Seeding the same release again changes nothing.
    """
    done: dict[str, list[str]] = {
        name: [] for name in ("added", "updated", "drafted", "unchanged", "refused")
    }
    for article in articles:
        done[_seed_one(session, article)].append(article.slug)
    session.flush()
    if done["refused"]:
        log.warning("seed_refused", slugs=done["refused"])
    counts = {name: len(slugs) for name, slugs in done.items() if name != "refused"}
    return SeedReport(**counts, refused=tuple(done["refused"]))


def _seed_one(session: Session, article: Article) -> str:
    """Seed one article and name what was done, a field of SeedReport."""
    released = content_hash(article)
    row = repository.find(session, article.slug)
    if repository.find_by_title_key(session, key_of(article.title), but=article.slug) is not None:
        return "refused"
    if row is None:
        _add(session, article, released)
        return "added"
    if row.seed_hash == released:
        return "unchanged"
    row.seed_hash = released
    if row.content_hash == released:
        return "unchanged"
    if row.edited_by is not None:
        row.release_draft = ArticleContent.of(article).model_dump(mode="json")
        return "drafted"
    _take_over(session, row, article)
    return "updated"


def _add(session: Session, article: Article, released: str) -> None:
    now = utc_now()
    row = StoredArticle(
        state=ArticleState.PUBLISHED,
        version=0,
        seed_hash=released,
        created_at=now,
        published_at=now,
    )
    _take_over(session, row, article)


def _take_over(session: Session, row: StoredArticle, article: Article) -> None:
    write_content(row, article.slug, ArticleContent.of(article))
    row.version += 1
    row.updated_at = utc_now()
    versions.keep(session, row, Kind.RELEASED, saved_by=None)
    versions.serve(row)
    session.flush()
    keys = {key_of(question) for question in article.sample_questions} - {""}
    free = keys - set(repository.claimed_by_others(session, row.slug, list(keys)))
    repository.claim(session, row.slug, free)


def export(session: Session, folder: Path) -> int:
    """Write every published version and its questions under `folder`; returns how many.

    Drafts beside them stay behind; one that is withheld for its overdue review is written.
    `knowledge.load_articles(folder)` then reads them back as they are in the database.
    """
    versions = repository.all_published(session)
    for version in versions:
        _write(to_article(version), folder)
    return len(versions)


def _write(article: Article, folder: Path) -> None:
    place = folder / article.group
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{article.slug}.md").write_text(format_article(article), encoding="utf-8")
    questions = yaml.safe_dump(
        {"questions": list(article.sample_questions)}, allow_unicode=True, width=1000
    )
    (place / f"{article.slug}.questions.yml").write_text(questions, encoding="utf-8")
