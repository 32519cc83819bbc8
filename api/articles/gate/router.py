"""The gate over HTTP: asking it beforehand, and what leads decided against it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Curator, Lead, scoped
from api.articles.gate import proposing, service
from api.articles.gate.checking import NOTHING_PROPOSED
from api.articles.gate.schemas import CheckRequest, GateReport, OverridePage
from api.articles.paths import SlugPath
from api.articles.publisher import Publisher, get_publisher
from api.db import ReadSession
from api.errors import PROBLEM_RESPONSES, Problem
from api.identity.roles import ScopeArea
from api.ratelimits import limited

router = APIRouter()
checks = APIRouter(
    prefix="/v1/articles",
    tags=["gate"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)
overrides = APIRouter(
    prefix="/v1/gate",
    tags=["gate"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)


@checks.post("/{slug}/check", dependencies=[limited("write")])
def check_article(
    slug: SlugPath,
    asked: CheckRequest,
    principal: Curator,
    session: ReadSession,
    publisher: Annotated[Publisher, Depends(get_publisher)],
) -> GateReport:
    """Return what publishing or withdrawing an article would do to the golden questions.

    Nothing is changed. 409 `nothing_to_check` if officers would be given nothing else.
    """
    checked = service.ask(session, publisher, lambda s: proposing.proposal(s, slug, asked))
    if checked is NOTHING_PROPOSED:
        raise Problem(
            409,
            "nothing_to_check",
            "Officers would be given nothing else: it is as they have it, or lacks a grade or a "
            "review date.",
        )
    return checked.report()


@overrides.get("/overrides")
def list_overrides(
    principal: Lead,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> OverridePage:
    """Return what was published or withdrawn against golden questions, and why; newest first."""
    return service.overrides(session, limit, before)


router.include_router(checks)
router.include_router(overrides)
