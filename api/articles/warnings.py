"""What a curator is warned of: articles that say nearly the same, sentences that disagree.

A warning stops nothing. Put aside with a reason, it stays aside until either text changes.
"""

import hashlib

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import record, row_of
from api.articles.documents import read_content
from api.articles.models import DismissedWarning
from api.articles.publisher import Publisher
from api.articles.remarks import require_reason
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact_guidance
from knowledge import Contradiction, NearPassage
from knowledge.nearness import Disagreement

KIND_LIKE = "like"


class Warned(BaseModel):
    """One warning: what of ours, and what of which published article.

    `kind` is `like`, `figures` or `polarity`; `dismissed` is why it was put aside, None if not.
    """

    key: str
    kind: str
    slug: str
    title: str
    own: str
    other: str
    likeness: float | None = None
    dismissed: str | None = None


class Warnings(BaseModel):
    """All that an article is warned of; `checked` is False while it cannot be compared yet."""

    checked: bool
    items: list[Warned]

    @property
    def open(self) -> list[Warned]:
        """Those that nobody put aside."""
        return [item for item in self.items if item.dismissed is None]


def warnings_of(session: Session, slug: str, publisher: Publisher) -> Warnings:
    """Return what the newest version is warned of; 404 without the article, 503 without search."""
    content = read_content(row_of(session, slug))
    try:
        article = content.to_article(slug)
    except ValueError:  # a draft without its grade or review date is no article yet
        return Warnings(checked=False, items=[])
    found = publisher.nearby(article)
    items = [*map(_disagreeing, found.contradictions), *map(_alike, found.passages)]
    aside = {row.key: row.reason for row in repository.dismissed(session, slug)}
    return Warnings(
        checked=True,
        items=[item.model_copy(update={"dismissed": aside.get(item.key)}) for item in items],
    )


def _alike(near: NearPassage) -> Warned:
    own, other = near.own_heading or "The summary", near.heading or "The summary"
    return Warned(
        key=_key(KIND_LIKE, near.slug, own, other),
        kind=KIND_LIKE,
        slug=near.slug,
        title=near.title,
        own=own,
        other=other,
        likeness=near.likeness,
    )


def _disagreeing(found: Contradiction) -> Warned:
    return Warned(
        key=_key(found.kind, found.slug, found.own, found.other),
        kind=str(Disagreement(found.kind)),
        slug=found.slug,
        title=found.title,
        own=found.own,
        other=found.other,
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def dismiss(
    session: Session, principal: Principal, slug: str, publisher: Publisher, key: str, reason: str
) -> None:
    """Put a warning aside, with a reason (422 without); 404 if there is none of that key.

    A second time changes nothing.
    """
    why = require_reason(reason, "say why this is right")
    if all(item.key != key for item in warnings_of(session, slug, publisher).items):
        raise Problem(404, "not_found", "There is no such warning any more.")
    if repository.find_dismissed(session, slug, key) is not None:
        return
    repository.add_dismissed(
        session,
        DismissedWarning(
            slug=slug,
            key=key,
            reason=redact_guidance(why).text[:1000],
            by=principal.user_id,
            at=utc_now(),
        ),
    )
    record(session, principal, "article_warning_dismissed", slug)
