"""The moves of an article in the Hub's hands: submitted, sent back, published, retired, revived."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.access import Colleagues, CuratorPage
from api.articles import service
from api.articles.gate import proposing
from api.articles.gate.checking import Checked
from api.articles.gate.service import through
from api.articles.remarks import MAX_CHARS
from api.articles.schemas import ArticleShown
from api.console.article_editing import ToSearch, Version
from api.console.article_form_page import back_to, refused
from api.db import WriteSession
from api.errors import Problem
from api.ratelimits import limited
from api.settings import Settings

router = APIRouter(prefix="/console/articles")
WRITES = [limited("write")]
Words = Annotated[str, Form(max_length=MAX_CHARS)]


@router.post("/{slug}/submit", dependencies=WRITES)
def submit(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    version: Version,
    colleagues: Colleagues,
    note: Words = "",
) -> Response:
    """Have the draft wait for a review."""
    return made(
        request,
        session,
        slug,
        "submitted",
        lambda: service.submit(
            session,
            principal,
            slug,
            note=note,
            expected_version=version,
            reviewers=colleagues,
        ),
    )


@router.post("/{slug}/send-back", dependencies=WRITES)
def send_back(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    version: Version,
    what_to_change: Words = "",
) -> Response:
    """Have the version in review be a draft again; without a reason the form says so."""
    return made(
        request,
        session,
        slug,
        "sent_back",
        lambda: service.send_back(
            session, principal, slug, reason=what_to_change, expected_version=version
        ),
        field="what_to_change",
    )


@router.post("/{slug}/publish", dependencies=WRITES)
def publish(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    version: Version,
) -> Response:
    """Have officers given the saved version."""
    settings: Settings = request.app.state.settings

    def act(checked: Checked) -> ArticleShown:
        return service.publish(
            session,
            principal,
            slug,
            publisher,
            expected_version=version,
            four_eyes=settings.needs_four_eyes,
            checked=checked,
        )

    return made(
        request,
        session,
        slug,
        "published",
        lambda: through(session, publisher, lambda s: proposing.publication(s, slug), act),
    )


@router.post("/{slug}/discard", dependencies=WRITES)
def discard(
    slug: str, request: Request, principal: CuratorPage, session: WriteSession, version: Version
) -> Response:
    """Have the newest version say what the published one says."""
    return made(
        request,
        session,
        slug,
        "discarded",
        lambda: service.discard(session, principal, slug, expected_version=version),
    )


@router.post("/{slug}/unpublish", dependencies=WRITES)
def retire(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    version: Version,
) -> Response:
    """Have the article served no longer."""

    def act(checked: Checked) -> ArticleShown:
        return service.unpublish(
            session, principal, slug, publisher, expected_version=version, checked=checked
        )

    return made(
        request,
        session,
        slug,
        "unpublished",
        lambda: through(session, publisher, lambda s: proposing.withdrawal(s, slug), act),
    )


@router.post("/{slug}/revive", dependencies=WRITES)
def revive(
    slug: str, request: Request, principal: CuratorPage, session: WriteSession, version: Version
) -> Response:
    """Have a retired article be a draft again."""
    return made(
        request,
        session,
        slug,
        "revived",
        lambda: service.revive(session, principal, slug, expected_version=version),
    )


def made(
    request: Request,
    session: Session,
    slug: str,
    done: str,
    move: Callable[[], object],
    field: str = "",
    asked: str = "reason",
) -> Response:
    """Make the move and say so on the form; or show the form with why it was refused.

    `field` is the name that `asked`, which the refusal may be about, has on that page.
    """
    try:
        move()
    except Problem as problem:
        session.rollback()  # what is refused leaves no trace
        return refused(request, session, slug, problem, field=field, asked=asked)
    return back_to(slug, done)
