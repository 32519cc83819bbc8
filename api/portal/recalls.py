"""What officers read of a recall: which guidance was wrong, and what to do instead."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import OfficerPage
from api.db import ReadSession
from api.portal.templating import page
from api.recall import service
from api.recall.router import RecallId
from api.tickets import service as tickets

router = APIRouter(prefix="/recalls")


@router.get("/{recall_id}")
def recall_page(
    recall_id: RecallId, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Show a recall without what is the Hub's business."""
    recall = service.get(session, recall_id)
    unread = tickets.unread(session, principal)
    return page(request, "portal/recall.html", unread=unread, recall=recall)
