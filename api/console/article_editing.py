"""One article in the Hub's hands: its form, saved; a preview."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import Colleagues, CuratorPage
from api.articles import importing, service
from api.articles.gate import proposing
from api.articles.gate.checking import Change, Checked
from api.articles.gate.service import through
from api.articles.publisher import Publisher, get_publisher
from api.articles.schemas import ArticleShown, ArticleState
from api.articles.warnings import warnings_of
from api.console.article_form import FormValues, form_errors, from_content, posted, to_content
from api.console.article_form_page import back_to, form_page, refused
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.portal.articles import render_article
from api.ratelimits import limited
from api.settings import Settings

router = APIRouter(prefix="/console/articles")
WRITES = [limited("write")]
DONE = {
    "drafted": "A draft was made from the ticket. Complete it, save it, then publish it.",
    "imported": "A draft was made of the document. Check it, complete it, then publish it.",
    "saved": "The article is saved.",
    "saved_beside": "Your changes are saved as a draft. Officers are given the published version "
    "until you publish this one.",
    "published": "The article is published. Officers are given it from now on.",
    "unpublished": "The article is retired. Officers are not given it any more.",
    "submitted": "The draft is submitted. It waits for somebody to review it.",
    "sent_back": "The article is a draft again. Its author is told why.",
    "discarded": "The changes are discarded. The article says what officers are given.",
    "scheduled": "The time is set. The checks run then; you are told if one of them fails.",
    "unscheduled": "No time is set any more.",
    "reviewed": "The article is reviewed, and has a new review date.",
    "restored": "The old version is the newest one again, as a draft.",
    "released": "What the release says is the newest version, as a draft.",
    "revived": "The article is a draft again. Officers are not given it until it is published.",
}
WRITTEN = frozenset({"saved", "saved_beside", "submitted", "published", "restored", "released"})
Posted = Annotated[FormValues, Depends(posted)]
ToSearch = Annotated[Publisher, Depends(get_publisher)]
Version = Annotated[int, Form(ge=0)]


@router.get("/{slug}")
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
    warned = _warned(request, session, slug) if done in WRITTEN else 0
    return form_page(
        request, session, shown, values, done=DONE.get(done, ""), report=report, warned=warned
    )


def _warned(request: Request, session: Session, slug: str) -> int:
    """Return how many warnings there are about what was saved; none while search is down."""
    try:
        return len(warnings_of(session, slug, request.app.state.searcher).open)
    except Problem:
        return 0


@router.get("/{slug}/preview")
def preview(
    slug: str, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show the saved article as an officer would see it, published or not."""
    article = service.finished(service.get(session, slug))
    return render_article(request, session, article, area="console")


@router.post("/{slug}", dependencies=WRITES)
def save(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    values: Posted,
    version: Version,
    colleagues: Colleagues,
    action: Annotated[str, Form(max_length=20)] = "save",
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Save what was typed, and publish it or submit it if asked to.

    What is refused, or overtaken by somebody else, stays in the form.
    """
    settings: Settings = request.app.state.settings
    if action == "more-sources":
        return form_page(request, session, _at(service.get(session, slug), version), values)
    try:
        content = to_content(values)
    except ValidationError as error:
        shown = _at(service.get(session, slug), version)
        errors = form_errors(error)
        return form_page(request, session, shown, values, status=422, errors=errors)

    def propose(reading: Session) -> Change | None:
        return proposing.publication(reading, slug, content) if action == "publish" else None

    def act(checked: Checked) -> ArticleShown:
        with session.begin_nested():  # what is refused leaves no trace
            shown = service.edit(
                session, principal, slug, content, expected_version=version, note=note
            )
        with session.begin_nested():  # what was saved stays saved
            if action == "publish":
                service.publish(
                    session,
                    principal,
                    slug,
                    publisher,
                    four_eyes=settings.needs_four_eyes,
                    checked=checked,
                )
            elif action == "submit":
                service.submit(session, principal, slug, note=note, reviewers=colleagues)
        return shown

    try:
        shown = through(session, publisher, propose, act)
    except Problem as problem:
        return refused(request, session, slug, problem, values)
    saved = "saved_beside" if shown.served and not shown.published else "saved"
    return back_to(slug, {"publish": "published", "submit": "submitted"}.get(action, saved))


def _at(shown: ArticleShown, version: int) -> ArticleShown:
    """Return the article with the version that the form was opened at."""
    return shown.model_copy(update={"version": version})
