"""The receipts of purges, for leads."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Lead, scoped
from api.db import ReadSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.retention import service
from api.retention.schemas import ReceiptPage

router = APIRouter(
    prefix="/v1/retention",
    tags=["retention"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.RETENTION)],
)


@router.get("/receipts")
def list_receipts(
    principal: Lead,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReceiptPage:
    """Return what was deleted, the newest first: kinds, counts and dates, never content."""
    return service.receipts(session, limit, before)
