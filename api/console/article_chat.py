"""An article as the assistant gives it in a conversation, before it is published."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.articles import asking, rendering, service
from api.articles.publisher import Publisher
from api.channels.rendering import answer_reply
from api.conversations.schemas import AnswerReply
from api.db import ReadSession
from api.errors import Problem
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited
from api.redaction.service import redact
from api.wording import wording
from knowledge import Article, Outcome, SearchResult

router = APIRouter(prefix="/console/articles")
MAX_CHARS = 300
OUTCOMES = {
    Outcome.answered: "It is answered.",
    Outcome.choices: "The officer is given a choice of articles.",
    Outcome.unanswered: "Nothing is good enough: the Hub is offered.",
    Outcome.out_of_scope: "It is taken for another service’s: the officer is signposted.",
}


@router.get("/{slug}/chat")
def chat_page(
    slug: str, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show the newest version as the reply of a conversation."""
    return _page(request, session, slug)


@router.post("/{slug}/chat", dependencies=[limited("search")])
def ask(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    question: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Show what an officer would get who asked this, were the newest version published."""
    asked = typed(question).strip()
    if not asked or len(asked) > MAX_CHARS or "\x00" in asked:
        errors = {"question": f"Ask in 1 to {MAX_CHARS} characters."}
        return _page(request, session, slug, question=asked, errors=errors, status=422)
    try:
        return _answered(request, session, slug, redact(asked).text)
    except Problem as problem:
        if problem.status == 404:
            raise
        errors = {"question": problem.detail}
        return _page(request, session, slug, question=asked, errors=errors, status=problem.status)


def _answered(request: Request, session: Session, slug: str, question: str) -> HTMLResponse:
    publisher: Publisher = request.app.state.searcher
    shown = service.get(session, slug)
    article = service.finished(shown)
    found = publisher.rehearse([question], slug, article)
    then = found.after[0]
    replies = [
        _reply(own, hit.section)
        for hit in then.hits[: then.served]
        if (own := article if hit.slug == slug else service.find_published(session, hit.slug))
    ]
    return _page(
        request,
        session,
        slug,
        question=question,
        replies=replies if then.outcome is Outcome.answered else [],
        then=_said(then),
        now=_said(found.before[0]),
        choices=[hit.title for hit in then.hits[: then.served]]
        if then.outcome is Outcome.choices
        else [],
    )


def _said(result: SearchResult) -> str:
    said = OUTCOMES.get(result.outcome, str(result.outcome))
    first = f" First: “{result.hits[0].title}”" if result.hits else ""
    return f"{said}{first}, {result.confidence:.0%} sure." if first else said


def _reply(article: Article, section: str = "") -> AnswerReply:
    """Return the article as the conversation has it; its buttons are for officers."""
    parts = rendering.answer_sections(article, section)
    warning = wording().evidence.grade(article.evidence.grade).warning
    text = " ".join(filter(None, (warning, rendering.plain(article.summary))))
    return answer_reply(article, parts, text=text, buttons=[], more=False)


def _page(
    request: Request,
    session: Session,
    slug: str,
    *,
    status: int = 200,
    question: str = "",
    replies: list[AnswerReply] | None = None,
    now: str = "",
    then: str = "",
    choices: list[str] | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    shown = service.get(session, slug)
    article = asking.article_of(shown.content(), slug)
    return page(
        request,
        "console/article_chat.html",
        status=status,
        article=shown,
        reply=_reply(article) if article else None,
        question=question,
        replies=replies or [],
        now=now,
        then=then,
        choices=choices or [],
        errors=errors or {},
        max_chars=MAX_CHARS,
    )
