"""Curating articles, and the one door to them: publish and unpublish here, the rest by name."""

from sqlalchemy.orm import Session

from api.articles import repository, versions
from api.articles.changing import changed, require_move, require_version, row_of
from api.articles.documents import shown
from api.articles.drafting import create_draft, edit
from api.articles.gate.checking import Change, Checked
from api.articles.gate.service import Override, admit
from api.articles.golden.service import retire_all_of
from api.articles.models import StoredArticle
from api.articles.publisher import Publisher, follow
from api.articles.readiness import require_fit, require_other_eyes
from api.articles.reading import (
    find_published,
    finished,
    get,
    get_for,
    given,
    last_author,
    list_articles,
    made_from_ticket,
    markdown,
    published,
    published_title,
)
from api.articles.release import SeedReport, export, seed
from api.articles.remarks import remarks_on
from api.articles.schemas import ArticleShown
from api.articles.states import ArticleState, Move
from api.articles.workflow import discard, revive, send_back, submit
from api.db import utc_now
from api.identity.roles import Principal

__all__ = [
    "SeedReport",
    "create_draft",
    "discard",
    "edit",
    "export",
    "find_published",
    "finished",
    "get",
    "get_for",
    "given",
    "last_author",
    "list_articles",
    "made_from_ticket",
    "markdown",
    "publish",
    "published",
    "published_title",
    "remarks_on",
    "retire_as_wrong",
    "revive",
    "seed",
    "send_back",
    "submit",
    "unpublish",
]


def publish(
    session: Session,
    principal: Principal,
    slug: str,
    publisher: Publisher,
    *,
    expected_version: int | None = None,
    four_eyes: bool,
    checked: Checked | None = None,
    override: Override | None = None,
) -> ArticleShown:
    """Have officers given the newest version, once committed; a second time changes nothing.

    422 names what it lacks; 409 if another published article has one of its questions, or if the
    gate refuses it (`api.articles.gate.service.admit`, to which `checked` and `override` go).
    With `four_eyes` it is 403 for who saved that version.
    """
    row = row_of(session, slug)
    if row.state == ArticleState.PUBLISHED:
        return shown(row)
    require_version(row, expected_version)
    require_move(row, Move.PUBLISH)
    if four_eyes:
        require_other_eyes(session, row, principal)
    content = shown(row).content()
    require_fit(session, slug, content)
    change = Change(slug, content.to_article(slug))
    admit(session, principal, change, publisher, checked, override)
    row.state = ArticleState.PUBLISHED
    versions.serve(row)
    row.published_at = utc_now()
    changed(session, row, principal, "article_published")
    follow(session, slug, publisher)
    return shown(row)


def unpublish(
    session: Session,
    principal: Principal,
    slug: str,
    publisher: Publisher,
    *,
    expected_version: int | None = None,
    checked: Checked | None = None,
    override: Override | None = None,
) -> ArticleShown:
    """Have officers given the article no more, once committed; a second time changes nothing.

    The gate refuses it while golden questions ask for it.
    """
    row = row_of(session, slug)
    if row.state == ArticleState.RETIRED:
        return shown(row)
    require_move(row, Move.RETIRE)
    require_version(row, expected_version)
    admit(session, principal, Change(slug, None), publisher, checked, override)
    _retire(session, row, principal, publisher)
    return shown(row)


def retire_as_wrong(
    session: Session, principal: Principal, slug: str, publisher: Publisher
) -> ArticleShown:
    """Have officers given the article no more, whatever that breaks; a second time is no change.

    A wrong answer is worse than none: the gate does not stand in the way, and the article's own
    golden questions, which ask for what is wrong, are retired with it.
    """
    row = row_of(session, slug)
    retire_all_of(session, principal, slug)
    if row.state != ArticleState.RETIRED:
        require_move(row, Move.RETIRE)
        _retire(session, row, principal, publisher)
    return shown(row)


def _retire(
    session: Session, row: StoredArticle, principal: Principal, publisher: Publisher
) -> None:
    row.state = ArticleState.RETIRED
    versions.serve_none(row)
    repository.release_claims(session, row.slug)
    changed(session, row, principal, "article_unpublished")
    follow(session, row.slug, publisher)
