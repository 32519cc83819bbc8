"""What publishing or retiring an article would do to the golden questions, before it is done."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.articles import service as articles
from api.articles.gate import proposing, service
from api.articles.gate.checking import NOTHING_PROPOSED, Checked
from api.articles.gate.schemas import CheckRequest, Effect, GateChoice
from api.articles.golden import service as golden
from api.articles.schemas import ArticleShown
from api.console.article_editing import ToSearch, Version
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited
from api.settings import Settings

router = APIRouter(prefix="/console/articles")
WRITES = [limited("write")]
Act = Literal["publish", "withdraw"]
EFFECTS: Final = {
    Effect.BROKEN: "Breaks",
    Effect.ORPHANED: "Loses its article",
    Effect.WEAKER: "Less sure",
    Effect.MENDED: "Mended",
    Effect.STRONGER: "Surer",
    Effect.UNCHANGED: "Unchanged",
    Effect.FAILING: "Not given before and after",
}
NEEDS_REASON: Final = "Say why it has to be done all the same, in 10 to 1,000 characters."


@router.get("/{slug}/check")
def check_page(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    publisher: ToSearch,
    change: Act = "publish",
) -> HTMLResponse:
    """Show what gets better and what gets worse; nothing is changed."""
    return _page(request, session, publisher, slug, change)


def _page(
    request: Request,
    session: Session,
    publisher: ToSearch,
    slug: str,
    change: Act,
    *,
    reason: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    asked = CheckRequest(change=change)
    checked = service.ask(session, publisher, lambda s: proposing.proposal(s, slug, asked))
    return page(
        request,
        "console/gate.html",
        status=status,
        article=articles.get(session, slug),
        change=change,
        report=None if checked is NOTHING_PROPOSED else checked.report(),
        effects=EFFECTS,
        own=golden.list_golden(session, article=slug, limit=100).items,
        values={"reason": reason},
        errors=errors or {},
    )


@router.post("/{slug}/override", dependencies=WRITES)
def override(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    publisher: ToSearch,
    version: Version,
    change: Annotated[Act, Form()] = "publish",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Do it against the golden questions, with a lead's reason; what is refused stays typed."""
    text = typed(reason)
    try:
        choice = GateChoice(override_reason=text)
        _do(request, principal, session, publisher, slug, version, change, choice)
    except ValidationError:
        errors = {"reason": NEEDS_REASON}
        return _page(
            request, session, publisher, slug, change, reason=text, errors=errors, status=422
        )
    except Problem as problem:
        if problem.status == 404:
            raise
        session.rollback()
        errors = {"reason": problem.detail}
        status = problem.status
        return _page(
            request, session, publisher, slug, change, reason=text, errors=errors, status=status
        )
    done = "published" if change == "publish" else "unpublished"
    return RedirectResponse(f"/console/articles/{slug}?done={done}", status_code=303)


def _do(
    request: Request,
    principal: Principal,
    session: Session,
    publisher: ToSearch,
    slug: str,
    version: int,
    change: Act,
    choice: GateChoice,
) -> ArticleShown:
    settings: Settings = request.app.state.settings
    because = service.override_of(choice)

    def act(checked: Checked) -> ArticleShown:
        if change == "withdraw":
            return articles.unpublish(
                session,
                principal,
                slug,
                publisher,
                expected_version=version,
                checked=checked,
                override=because,
            )
        return articles.publish(
            session,
            principal,
            slug,
            publisher,
            expected_version=version,
            four_eyes=settings.needs_four_eyes,
            checked=checked,
            override=because,
        )

    asked = CheckRequest(change=change)
    return service.through(session, publisher, lambda s: proposing.proposal(s, slug, asked), act)


@router.post("/{slug}/golden", dependencies=WRITES)
def settle_golden(
    slug: str,
    principal: CuratorPage,
    session: WriteSession,
    to: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Retire the article's golden questions, or have another article give what it had to."""
    if to.strip():
        golden.move_all_of(session, principal, slug, to.strip())
    else:
        golden.retire_all_of(session, principal, slug)
    return RedirectResponse(f"/console/articles/{slug}/check?change=withdraw", status_code=303)
