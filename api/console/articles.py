"""Articles in the Hub's hands: made from a ticket, edited, published, taken back."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.access import CuratorPage
from api.articles import importing, service
from api.articles.importing import ImportReport
from api.articles.publisher import Publisher, get_publisher
from api.articles.schemas import ArticleContent, ArticleShown, ArticleState
from api.console.article_form import (
    FormValues,
    form_errors,
    from_content,
    posted,
    problem_errors,
    to_content,
)
from api.db import ReadSession, WriteSession, utc_now
from api.errors import Problem
from api.portal.articles import render_article
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import service as tickets
from api.tickets.schemas import TicketShown
from api.wording import wording
from knowledge import EvidenceGrade
from knowledge.models import HEADINGS, OBJECTIVES, PROBLEM_TYPES, STAGES
from knowledge.rules import UNCHECKED_REVIEW_DAYS

router = APIRouter(prefix="/console")
WRITES = [limited("write")]
PAGE_SIZE = 50
TITLE_CHARS, QUESTION_CHARS, SUMMARY_CHARS = 200, 300, 3000
REVIEW_AFTER = timedelta(days=365)
STATES: Final[dict[str, str]] = {
    ArticleState.PUBLISHED: "Published",
    ArticleState.DRAFT: "Drafts",
    ArticleState.RETIRED: "Retired",
}
DONE = {
    "drafted": "A draft was made from the ticket. Complete it, save it, then publish it.",
    "imported": "A draft was made of the document. Check it, complete it, then publish it.",
    "saved": "The article is saved.",
    "published": "The article is published. Officers are given it from now on.",
    "unpublished": "The article is unpublished. Officers are not given it any more.",
}
OVERTAKEN = (
    "Somebody else saved this article while you were writing. Your text is below; "
    "saving it now replaces theirs."
)
Posted = Annotated[FormValues, Depends(posted)]
ToSearch = Annotated[Publisher, Depends(get_publisher)]
Version = Annotated[int, Form(ge=0)]


@router.get("/articles")
def list_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    state: ArticleState = ArticleState.PUBLISHED,
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> HTMLResponse:
    """Show the articles of one state."""
    shown = service.list_articles(session, state, PAGE_SIZE, after)
    return page(
        request,
        "console/articles.html",
        state=state.value,
        states=STATES,
        articles=shown.items,
        labels=_grades(),
        next=shown.next,
        paged=after is not None,
    )


def _grades() -> dict[str, str]:
    return {grade.value: wording().evidence.grade(grade).label for grade in EvidenceGrade}


@router.post("/tickets/{ref}/article", dependencies=WRITES)
def make_from_ticket(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Make a draft of a ticket's question and answer; the one made before is opened again."""
    made = service.made_from_ticket(session, ref)
    if made is not None:
        return RedirectResponse(f"/console/articles/{made.slug}", status_code=303)
    ticket = tickets.get(session, principal, ref)
    content = _from_ticket(ticket)
    try:
        shown = service.create_draft(session, principal, content, ref)
    except Problem as problem:
        if problem.code != "title_taken":
            raise
        title = f"{content.title[: TITLE_CHARS - len(ref) - 3]} ({ref})"
        content = content.model_copy(update={"title": title})
        shown = service.create_draft(session, principal, content, ref)
    return _back(shown.slug, "drafted")


def _from_ticket(ticket: TicketShown) -> ArticleContent:
    """Return what a ticket gives of an article: the question, and the answer as its summary."""
    if not ticket.answer:
        raise Problem(409, "not_answered", f"{ticket.ref} has no answer to make an article of.")
    summary, rest = _split(re.sub(r"(?m)^## ", "### ", ticket.answer))
    return ArticleContent.model_validate(
        {
            "title": ticket.question[:TITLE_CHARS],
            "summary": summary,
            "sections": [{"heading": HEADINGS[0], "body_markdown": rest}] if rest else [],
            "review_date": utc_now().date() + REVIEW_AFTER,
            "sample_questions": [ticket.question[:QUESTION_CHARS]],
        }
    )


def _split(answer: str) -> tuple[str, str]:
    """Return an answer as a summary and what follows it, parted after its first paragraph."""
    first, _, rest = answer.partition("\n\n")
    return (answer, "") if len(answer) <= SUMMARY_CHARS else (first[:SUMMARY_CHARS], rest)


@router.get("/articles/{slug}")
def edit_page(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show an article's form."""
    shown = service.get(session, slug)
    report = importing.report_on(session, slug) if shown.state is ArticleState.DRAFT else None
    values = from_content(shown)
    return _form(request, shown, values, done=DONE.get(done, ""), report=report)


def _form(
    request: Request,
    shown: ArticleShown,
    values: FormValues,
    *,
    done: str = "",
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    report: ImportReport | None = None,
) -> HTMLResponse:
    return page(
        request,
        "console/article.html",
        status=status,
        report=report,
        article=shown,
        values=values.with_spare_rows(),
        done=done,
        errors=errors or {},
        grades=list(_grades().items()),
        problem_types=_choices(PROBLEM_TYPES),
        stages=_choices(STAGES),
        objectives=_choices(OBJECTIVES),
        unchecked_review_days=UNCHECKED_REVIEW_DAYS,
    )


def _choices(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, key.replace("-", " ").capitalize()) for key in keys]


@router.get("/articles/{slug}/preview")
def preview(
    slug: str, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show the saved article as an officer would see it, published or not."""
    article = service.finished(service.get(session, slug))
    return render_article(request, session, article, area="console")


@router.post("/articles/{slug}", dependencies=WRITES)
def save(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    values: Posted,
    version: Version,
    action: Annotated[str, Form(max_length=20)] = "save",
) -> Response:
    """Save what was typed, and publish it if asked to.

    What is refused, or overtaken by somebody else, stays in the form.
    """
    if action == "more-sources":
        return _form(request, _at(service.get(session, slug), version), values)
    try:
        content = to_content(values)
        with session.begin_nested():  # what is refused leaves no trace
            service.edit(session, principal, slug, content, publisher, expected_version=version)
        if action == "publish":
            with session.begin_nested():  # what was saved stays saved
                service.publish(session, principal, slug, publisher)
    except ValidationError as error:
        shown = _at(service.get(session, slug), version)
        return _form(request, shown, values, status=422, errors=form_errors(error))
    except Problem as problem:
        return _refused(request, service.get(session, slug), values, problem)
    return _back(slug, "published" if action == "publish" else "saved")


def _at(shown: ArticleShown, version: int) -> ArticleShown:
    """Return the article with the version that the form was opened at."""
    return shown.model_copy(update={"version": version})


def _refused(
    request: Request, shown: ArticleShown, values: FormValues, problem: Problem
) -> HTMLResponse:
    """Return the form with what was typed and why it was refused; saving again may replace."""
    if problem.status == 404:
        raise problem
    errors = {"title": OVERTAKEN} if problem.status == 412 else problem_errors(problem)
    return _form(request, shown, values, status=problem.status, errors=errors)


@router.post("/articles/{slug}/unpublish", dependencies=WRITES)
def unpublish(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    version: Version,
) -> Response:
    """Have the article served no longer."""
    try:
        service.unpublish(session, principal, slug, publisher, expected_version=version)
    except Problem as problem:
        session.rollback()
        shown = service.get(session, slug)
        return _refused(request, shown, from_content(shown), problem)
    return _back(slug, "unpublished")


def _back(slug: str, done: str) -> Response:
    return RedirectResponse(f"/console/articles/{slug}?done={done}", status_code=303)
