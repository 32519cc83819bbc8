"""What a change would give officers, found out before it is made."""

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import row_of
from api.articles.documents import read_content
from api.articles.drafting import redacted
from api.articles.gate.checking import Change
from api.articles.gate.schemas import CheckRequest
from api.articles.schemas import ArticleContent
from api.articles.states import ArticleState


def publication(
    session: Session, slug: str, content: ArticleContent | None = None
) -> Change | None:
    """Return what officers would be given if the newest version, or `content`, were published.

    None if they would be given nothing else: there is no such article, they are given it already,
    or it lacks what publishing asks for.
    """
    row = repository.find(session, slug)
    if row is None or (content is None and row.state == ArticleState.PUBLISHED):
        return None
    return _change(slug, read_content(row) if content is None else redacted(content)[0])


def withdrawal(session: Session, slug: str) -> Change | None:
    """Return the end of the article; None if no version of it is published."""
    row = repository.find(session, slug)
    return Change(slug, None) if row is not None and row.published_number is not None else None


def proposal(session: Session, slug: str, asked: CheckRequest) -> Change | None:
    """Return what is asked about; 404 without the article."""
    row_of(session, slug)
    if asked.change == "withdraw":
        return withdrawal(session, slug)
    return publication(session, slug, asked.content)


def _change(slug: str, content: ArticleContent) -> Change | None:
    try:
        return Change(slug, content.to_article(slug))
    except ValueError:  # no grade or review date yet: publishing refuses it before the gate does
        return None
