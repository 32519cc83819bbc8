"""The versions of an article as they are read: a list, one, what two say differently."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import row_of
from api.articles.differences import PartDifference, differences
from api.articles.documents import read_content, shown_as
from api.articles.drafting import edit
from api.articles.models import ArticleVersion
from api.articles.schemas import ArticleContent, ArticleShown
from api.articles.versions import Kind
from api.errors import not_found
from api.identity.roles import Principal


class VersionListed(BaseModel):
    """A version as it stands in the history; `saved_by` is a user's id, None for a release."""

    number: int
    kind: Kind
    title: str
    saved_by: str | None
    saved_at: datetime
    note: str
    published: bool


class VersionPage(BaseModel):
    """The versions of an article, the newest first; `next` is the cursor of those before them."""

    items: list[VersionListed]
    next: int | None


class Differences(BaseModel):
    """What the version `number` says differently from the version `since`."""

    since: int
    number: int
    parts: list[PartDifference]


def versions_of(
    session: Session, slug: str, limit: int = 50, before: int | None = None
) -> VersionPage:
    """Return the versions of an article, the newest first; 404 without it."""
    row = row_of(session, slug)
    found = repository.versions_of(session, slug, limit + 1, before)
    items = [_listed(version, row.published_number) for version in found[:limit]]
    return VersionPage(items=items, next=items[-1].number if len(found) > limit else None)


def _listed(version: ArticleVersion, published: int | None) -> VersionListed:
    return VersionListed(
        number=version.number,
        kind=Kind(version.kind),
        title=version.title,
        saved_by=version.saved_by,
        saved_at=version.saved_at,
        note=version.note,
        published=version.number == published,
    )


def version_of(session: Session, slug: str, number: int) -> ArticleShown:
    """Return one version of an article; 404 without it."""
    return shown_as(row_of(session, slug), _version(session, slug, number))


def _version(session: Session, slug: str, number: int) -> ArticleVersion:
    found = repository.find_version(session, slug, number)
    if found is None:
        raise not_found("version")
    return found


def content_of(session: Session, slug: str, number: int) -> ArticleContent:
    """Return what one version says; 404 without it."""
    return read_content(_version(session, slug, number))


def compare(session: Session, slug: str, since: int, number: int) -> Differences:
    """Return what `number` says differently from `since`; 404 if there is not one of them."""
    row_of(session, slug)
    parts = differences(content_of(session, slug, since), content_of(session, slug, number))
    return Differences(since=since, number=number, parts=parts)


def restore(
    session: Session,
    principal: Principal,
    slug: str,
    number: int,
    *,
    expected_version: int | None = None,
) -> ArticleShown:
    """Have what an old version says be the newest, a draft; a second time changes nothing."""
    return edit(
        session,
        principal,
        slug,
        content_of(session, slug, number),
        expected_version=expected_version,
        kind=Kind.RESTORED,
        note=f"What version {number} said.",
    )


def take_release(
    session: Session, principal: Principal, slug: str, *, expected_version: int | None = None
) -> ArticleShown:
    """Have the release's text that was left aside be the newest version, a draft.

    404 where none waits.
    """
    waiting = row_of(session, slug).release_draft
    if waiting is None:
        raise not_found("version of the release")
    return edit(
        session,
        principal,
        slug,
        ArticleContent.model_validate(waiting),
        expected_version=expected_version,
        kind=Kind.RELEASED,
        note="What the last release says.",
    )
