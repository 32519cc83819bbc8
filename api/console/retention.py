"""The leads' page of what was deleted, and what is still to be deleted elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import LeadPage
from api.db import ReadSession
from api.outbox import service as outbox
from api.portal.templating import page
from api.retention import service
from api.retention.classes import record_classes
from api.retention.deletion import FORGET_DIALOGUE
from api.settings import Settings

router = APIRouter(prefix="/console/retention")
PAGE_SIZE = 50


@router.get("")
def retention_page(
    request: Request,
    principal: LeadPage,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> HTMLResponse:
    """Show the record classes, the receipts, and what the dialogue has still to forget."""
    settings: Settings = request.app.state.settings
    classes = record_classes().classes
    return page(
        request,
        "console/retention.html",
        classes=[(item, item.keep.words(settings)) for item in classes.values()],
        names={key: item.name for key, item in classes.items()},
        receipts=service.receipts(session, PAGE_SIZE, before),
        paged=before is not None,
        waiting=outbox.waiting(session, FORGET_DIALOGUE),
    )
