"""The articles as pages: the list, a search over them, one article."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.access import OfficerPage
from api.articles import rendering, service
from api.articles.schemas import ArticleListed
from api.db import ReadSession, utc_now
from api.errors import Problem, not_found
from api.hub_only import service as hub_only
from api.portal.templating import page
from api.ratelimits import limited
from api.search.schemas import MAX_QUESTION_CHARS
from api.tickets import service as tickets
from api.wording import wording
from knowledge import Article, EvidenceGrade

router = APIRouter(prefix="/articles")
PAGE_SIZE = 25
HITS = 10


@dataclass(frozen=True)
class Listed:
    """An article in a list; `excerpt` is the part that a search found."""

    slug: str
    title: str
    grade: str
    label: str
    review_date: date
    excerpt: str = ""


@dataclass(frozen=True)
class Related:
    """A published article that another one points to."""

    slug: str
    title: str


@router.get("", dependencies=[limited("search")])
def list_page(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    q: Annotated[str, Query()] = "",
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> HTMLResponse:
    """Show the published articles, or with `q` those closest to it."""
    question, errors, status, following = q.strip(), {}, 200, None
    listed: list[Listed] = []
    if len(question) > MAX_QUESTION_CHARS or "\x00" in question:
        status, errors = 422, {"q": f"Search with at most {MAX_QUESTION_CHARS:,} characters."}
    elif question:
        try:
            listed = [] if hub_only.is_on(session) else _found(request, question)
        except Problem as problem:
            status, errors = problem.status, {"q": problem.detail}
    else:
        shown = service.list_articles(session, limit=PAGE_SIZE, cursor=after)
        following = shown.next
        listed = list(map(_listed, shown.items))
    return page(
        request,
        "portal/articles.html",
        status=status,
        unread=tickets.unread(session, principal),
        q=question,
        errors=errors,
        articles=listed,
        next=following,
    )


def _listed(item: ArticleListed) -> Listed:
    assert item.grade is not None and item.review_date is not None  # published ones have both
    return Listed(item.slug, item.title, item.grade, _label(item.grade), item.review_date)


def _found(request: Request, question: str) -> list[Listed]:
    hits = request.app.state.searcher.search(question, HITS).hits
    return [
        Listed(hit.slug, hit.title, hit.evidence.grade, _label(hit.evidence.grade),
               hit.review_date, hit.excerpt)
        for hit in hits
    ]  # fmt: skip


def _label(grade: EvidenceGrade) -> str:
    return wording().evidence.grade(grade).label


@router.get("/{slug}")
def article_page(
    slug: str, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Show one published article whole."""
    article = service.find_published(session, slug)
    if article is None:
        raise not_found("article")
    return render_article(request, session, article, unread=tickets.unread(session, principal))


@router.get("/{slug}/print")
def print_page(
    slug: str, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Show one article as it is printed, to whoever may read it; a curator any finished draft."""
    shown = service.get_for(session, principal, slug)
    article = service.finished(shown)
    here = "/articles" if shown.published else "/console/articles"
    return page(
        request,
        "portal/print.html",
        article=rendering.shown(article),
        owner=article.owner,
        sections=[rendering.section_shown(section) for section in article.sections],
        published=shown.published,
        back=f"{here}/{slug}",
        today=utc_now(),
        address=f"{str(request.base_url).rstrip('/')}/articles/{slug}",
    )


def render_article(
    request: Request, session: Session, article: Article, *, unread: int = 0, area: str = "portal"
) -> HTMLResponse:
    """Return the page of an article."""
    found = (service.find_published(session, slug) for slug in article.related)
    return page(
        request,
        "portal/article.html",
        unread=unread,
        area=area,
        article=rendering.shown(article),
        owner=article.owner,
        sections=[rendering.section_shown(section) for section in article.sections],
        related=[Related(other.slug, other.title) for other in found if other is not None],
    )
