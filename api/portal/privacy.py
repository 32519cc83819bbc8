"""What is kept, for how long, and who can see it, as a page."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import OfficerPage
from api.db import ReadSession
from api.portal.templating import page
from api.retention.classes import record_classes
from api.settings import Settings
from api.tickets import service as tickets
from api.wording import wording

router = APIRouter(prefix="/privacy")


@router.get("")
def privacy_page(request: Request, principal: OfficerPage, session: ReadSession) -> HTMLResponse:
    """Show every record class: what it holds, who sees it, how long it is kept."""
    settings: Settings = request.app.state.settings
    classes = record_classes().classes
    words = {key: item.keep.words(settings) for key, item in classes.items()}
    short = wording().retention.privacy.format(
        conversation=words["conversation"], ticket=words["ticket"]
    )
    return page(
        request,
        "portal/privacy.html",
        unread=tickets.unread(session, principal),
        short=short,
        classes=[(item, words[key]) for key, item in classes.items()],
    )
