"""Between stored rows and documents: rows never leave this package."""

from typing import Any

from api.articles.keys import key_of
from api.articles.models import ArticleVersion, StoredArticle
from api.articles.schemas import ArticleContent, ArticleListed, ArticleShown, ArticleState
from knowledge import Article, content_hash

CONTENT_VERSION = 1
_UNHASHED = "0" * 64  # a draft that is not an article yet


def write_content(row: StoredArticle, slug: str, content: ArticleContent) -> None:
    """Have `row` say what `content` says; state, version and times are the caller's."""
    document = content.model_dump(mode="json")
    row.slug = slug
    row.sample_questions = document.pop("sample_questions")
    row.content = document
    row.content_version = CONTENT_VERSION
    row.title = content.title
    row.title_key = key_of(content.title)
    row.group = content.group
    row.owner = content.owner
    row.review_date = content.review_date
    row.content_hash = hash_of(slug, content)


def hash_of(slug: str, content: ArticleContent) -> str:
    """Return the library's hash of the article, zeros for a draft that is not one yet."""
    if content.evidence.grade is None or content.review_date is None:
        return _UNHASHED
    return content_hash(content.to_article(slug))


def read_content(row: StoredArticle | ArticleVersion) -> ArticleContent:
    """Return what an article, or a version of it, says."""
    return ArticleContent.model_validate(row.content | {"sample_questions": row.sample_questions})


def shown(row: StoredArticle, redacted: tuple[str, ...] = ()) -> ArticleShown:
    """Return the whole of a row as a document."""
    facts: dict[str, Any] = {
        "slug": row.slug,
        "state": row.state,
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "published_at": row.published_at,
        "content_hash": row.content_hash,
        "edited_by": row.edited_by,
        "origin_ticket_ref": row.origin_ticket_ref,
        "release_draft": row.release_draft,
        "number": row.number,
        "published_number": row.published_number,
        "withheld_at": row.withheld_at,
        "redacted": list(redacted),
    }
    return ArticleShown.model_validate(read_content(row).model_dump() | facts)


def shown_as(row: StoredArticle, version: ArticleVersion) -> ArticleShown:
    """Return a version of an article as the whole; state and times are the article's."""
    state = ArticleState.PUBLISHED if version.number == row.published_number else row.state
    facts = {
        "state": state,
        "content_hash": version.content_hash,
        "number": version.number,
        "updated_at": version.saved_at,
    }
    document = shown(row).model_dump() | read_content(version).model_dump() | facts
    return ArticleShown.model_validate(document)


def listed(row: StoredArticle) -> ArticleListed:
    """Return a row as it stands in a list."""
    return ArticleListed(
        slug=row.slug,
        title=row.title,
        group=row.group,
        state=ArticleState(row.state),
        grade=row.content["evidence"]["grade"],
        review_date=row.review_date,
        version=row.version,
        updated_at=row.updated_at,
        has_release_draft=row.release_draft is not None,
        served=row.published_number is not None and row.withheld_at is None,
        withheld=row.withheld_at is not None,
    )


def listed_as(row: StoredArticle, version: ArticleVersion) -> ArticleListed:
    """Return the published version of an article as it stands in a list."""
    content = version.content
    return ArticleListed(
        slug=row.slug,
        title=version.title,
        group=content["group"],
        state=ArticleState.PUBLISHED,
        grade=content["evidence"]["grade"],
        review_date=content["review_date"],
        version=row.version,
        updated_at=version.saved_at,
        has_release_draft=row.release_draft is not None,
        served=row.published_number is not None and row.withheld_at is None,
        withheld=row.withheld_at is not None,
    )


def to_article(row: StoredArticle | ArticleVersion) -> Article:
    """Return a version that is fit for publishing as the library's value."""
    return read_content(row).to_article(row.slug)
