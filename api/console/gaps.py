"""The gap radar's pages: what was not helped, and one gap to work on."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.db import WriteSession
from api.errors import Problem
from api.gaps import service
from api.gaps.router import DAYS, After, GapId, add_and_ask_again, ask_and_keep
from api.gaps.schemas import Added, GapState, Reason, Why
from api.identity.roles import Principal
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/gaps")
WRITES: Final = [limited("write")]
PAGE_SIZE: Final = 25
PERIODS: Final = ((7, "7 days"), (28, "28 days"), (90, "90 days"))
STATES: Final = {
    GapState.OPEN: "Open",
    GapState.WORKING: "Being worked on",
    GapState.CLOSED: "Closed",
    GapState.DISMISSED: "Not for us",
}
WHY: Final = {
    Why.UNANSWERED: "Not answered",
    Why.CHOICES: "Choices, none picked",
    Why.RATED: "Did not help",
}
REASONS: Final = {
    Reason.ELSEWHERE: "It belongs to another service or team",
    Reason.TOO_LOCAL: "It is about one case or place, not guidance",
    Reason.NO_EVIDENCE: "There is nothing to say yet: no evidence, no practice",
    Reason.NOT_A_QUESTION: "It is no question about prevention",
}
DONE: Final = {
    "added": "The questions are added. What came of it is below.",
    "again": "The questions were asked again. What came of it is below.",
    "dismissed": "The gap is put aside. It comes back when three more people ask.",
    "reopened": "The gap is open again.",
}
Turns = Annotated[list[str], Form(max_length=200)]
Version = Annotated[int | None, Form()]
NEEDS_REASON: Final = "Say why it is not for the Hub."
NEEDS_ARTICLE: Final = "Choose the article to add the questions to."


@router.get("")
def gaps_page(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    state: GapState = GapState.OPEN,
    days: Annotated[int, Query(ge=1, le=90)] = DAYS,
    after: After = 0,
) -> HTMLResponse:
    """Show the gaps of one state; that they were read is audited."""
    return page(
        request,
        "console/gaps.html",
        state=state.value,
        states=STATES,
        days=days,
        periods=PERIODS,
        why=WHY,
        reasons=REASONS,
        counts=service.counts(session, days),
        gaps=service.list_gaps(session, principal, state, days, PAGE_SIZE, after),
        paged=after > 0,
    )


@router.get("/{gap_id}")
def gap_page(
    gap_id: GapId,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show a gap with its questions; that they were read is audited."""
    return _gap(request, session, principal, gap_id, done=DONE.get(done, ""))


def _gap(
    request: Request,
    session: Session,
    principal: Principal,
    gap_id: int,
    *,
    done: str = "",
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: Added | None = None,
    reason: str = "",
) -> HTMLResponse:
    gap = service.get(session, principal, gap_id)
    near = service.nearest(request.app.state.searcher, gap)
    picked = set(typed.turn_ids) if typed else {row.turn_id for row in gap.items}
    return page(
        request,
        "console/gap.html",
        status=status,
        gap=gap,
        near=near,
        options=[(article.slug, article.title) for article in near],
        picked=picked,
        slug=typed.slug if typed else "",
        states=STATES,
        why=WHY,
        reasons=REASONS,
        reason=reason,
        done=done,
        errors=errors or {},
    )


@router.post("/{gap_id}", dependencies=WRITES)
def fill(
    gap_id: GapId,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    turn: Turns = [],  # noqa: B006
    slug: Annotated[str, Form(max_length=100)] = "",
    other: Annotated[str, Form(max_length=100)] = "",
    action: Annotated[str, Form(max_length=20)] = "article",
    version: Version = None,
) -> Response:
    """Write the article, or add the picked questions to one; what is refused stays picked."""
    chosen = other.strip().rsplit("/", 1)[-1] or slug
    added = Added.model_construct(turn_ids=turn, slug=chosen)
    try:
        if not turn:
            raise Problem(422, "invalid", "Pick at least one question.")
        if action == "article":
            draft = service.write_article(session, principal, gap_id, turn, version)
            return RedirectResponse(f"/console/articles/{draft.slug}", status_code=303)
        if not chosen:
            raise Problem(422, "invalid", NEEDS_ARTICLE, errors=[{"field": "slug", "message": ""}])
        add_and_ask_again(request, session, principal, gap_id, added, version)
    except Problem as problem:
        session.rollback()  # what is refused leaves no trace
        return _refused(request, session, principal, gap_id, problem, added)
    return _back(gap_id, "added")


def _refused(
    request: Request,
    session: Session,
    principal: Principal,
    gap_id: int,
    problem: Problem,
    added: Added,
) -> HTMLResponse:
    service.get(session, principal, gap_id)  # 404 for the gap itself is a page of its own
    field = "slug" if problem.status != 422 or problem.detail == NEEDS_ARTICLE else "turn"
    detail = problem.detail
    if problem.status == 404:
        detail = "There is no article of that name."
    elif problem.errors:
        detail = " ".join([detail, *(row["message"] for row in problem.errors if row["message"])])
    return _gap(
        request,
        session,
        principal,
        gap_id,
        status=problem.status if problem.status != 404 else 422,
        errors={field: detail},
        typed=added,
    )


@router.post("/{gap_id}/dismiss", dependencies=WRITES)
def dismiss(
    gap_id: GapId,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    reason: Annotated[str, Form(max_length=20)] = "",
    version: Version = None,
) -> Response:
    """Put the gap aside, with a reason."""
    if reason not in REASONS:
        errors = {"reason": NEEDS_REASON}
        return _gap(request, session, principal, gap_id, status=422, errors=errors)
    try:
        service.dismiss(session, principal, gap_id, Reason(reason), version)
    except Problem as problem:
        if problem.status != 412:
            raise
        errors = {"reason": problem.detail}
        return _gap(request, session, principal, gap_id, status=412, errors=errors, reason=reason)
    return _back(gap_id, "dismissed")


@router.post("/{gap_id}/reopen", dependencies=WRITES)
def reopen(gap_id: GapId, principal: CuratorPage, session: WriteSession) -> Response:
    """Have the gap stand among the open ones again."""
    service.reopen(session, principal, gap_id)
    return _back(gap_id, "reopened")


@router.post("/{gap_id}/ask-again", dependencies=WRITES)
def ask_again(
    gap_id: GapId, request: Request, principal: CuratorPage, session: WriteSession
) -> Response:
    """Ask the gap's questions of what is served now."""
    ask_and_keep(request, session, principal, gap_id)
    return _back(gap_id, "again")


def _back(gap_id: int, done: str) -> Response:
    return RedirectResponse(f"/console/gaps/{gap_id}?done={done}", status_code=303)
