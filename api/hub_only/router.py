"""The off-switch over HTTP: everybody may ask, leads switch."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Curator, Lead, OfficerOrService, ScopeArea, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.hub_only import service
from api.hub_only.schemas import HubOnlyChange, HubOnlyPage, HubOnlyState, PeriodId
from api.ratelimits import limited
from api.redaction.service import redact

router = APIRouter(
    prefix="/v1/hub-only",
    tags=["hub only"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.HUB_ONLY)],
)


@router.get("")
def get_state(principal: OfficerOrService, session: ReadSession) -> HubOnlyState:
    """Say whether only the Hub answers just now, and what officers are told of it."""
    return service.state(session)


@router.put("", dependencies=[limited("write")])
def switch(change: HubOnlyChange, principal: Lead, session: WriteSession) -> HubOnlyState:
    """Switch it on or off, with a reason for the Hub's own history; twice is as once."""
    return service.switch(session, principal.user_id, principal.name, redacted(change))


@router.get("/history")
def list_periods(
    principal: Curator,
    session: ReadSession,
    before: Annotated[PeriodId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> HubOnlyPage:
    """Return when only the Hub answered and why, the newest first."""
    return service.history(session, limit, before)


def redacted(change: HubOnlyChange) -> HubOnlyChange:
    """Return the change with personal data taken out of its texts."""
    public = redact(change.public).text if change.public else None
    return change.model_copy(update={"reason": redact(change.reason).text, "public": public})
