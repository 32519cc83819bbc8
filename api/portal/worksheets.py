"""One form or plan: the whole of it on a page, saved, checked, sent once; and as files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.access import OfficerPage
from api.channels import offering, suggesting
from api.channels.sending import send
from api.db import Database, ReadSession, WriteSession, utc_now
from api.identity.roles import Principal
from api.portal.templating import page
from api.portal.worksheet_form import Posted, fields_of, posted
from api.portal.worksheet_saving import show_form, take_form
from api.ratelimits import limited
from api.search.router import get_search
from api.search.service import Search
from api.tickets import service as tickets
from api.worksheets import document, repository, service
from api.worksheets.kinds import SUBMISSIONS, kind
from api.worksheets.models import Worksheet
from api.worksheets.showing import to_line, to_shown

router = APIRouter(prefix="/worksheets")
WRITES = [limited("write")]
Sent = Annotated[Posted, Depends(posted)]
Searching = Annotated[Search, Depends(get_search)]
SENT_SHOWN = 20


@router.get("/{worksheet_id}/document.docx")
def word_document(worksheet_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Return one's own worksheet, or to the Hub a sent one, as a Word document."""
    shown = to_shown(service.readable(session, principal, worksheet_id))
    written = document.write_document(shown, utc_now().date())
    return _file(written, document.MEDIA_TYPE, document.file_name(shown, "docx"))


@router.get("/{worksheet_id}.json")
def json_file(worksheet_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Return the same as JSON, in the shape of the API."""
    shown = to_shown(service.readable(session, principal, worksheet_id))
    written = shown.model_dump_json(indent=2).encode()
    return _file(written, "application/json", document.file_name(shown, "json"))


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.get("")
def list_page(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show what the officer has begun and what was sent, and how to begin another."""
    begun = repository.of_user(session, principal.user_id, ["open"], (), service.MAX_OPEN)
    closed = repository.of_user(session, principal.user_id, ["sent", "joined"], (), SENT_SHOWN)
    return page(
        request,
        "portal/worksheets.html",
        unread=tickets.unread(session, principal),
        begun=[to_line(sheet) for sheet in begun if service.is_begun(sheet)],
        closed=[to_line(sheet) for sheet in closed],
        forms_offered=[kind(name) for name in SUBMISSIONS],
        discarded=done == "discarded",
    )


@router.post("", dependencies=WRITES)
def begin_plan(principal: OfficerPage, session: WriteSession) -> Response:
    """Begin a plan; one that was begun and has no answer yet is opened again."""
    begun = repository.of_user(session, principal.user_id, ["open"], ["plan"], service.MAX_OPEN)
    empty = next((sheet for sheet in begun if not service.is_begun(sheet)), None)
    sheet = empty or service.begin(session, principal.user_id, "plan")
    return RedirectResponse(f"/worksheets/{sheet.id}", status_code=303)


@router.get("/{worksheet_id}")
def worksheet_page(
    worksheet_id: str,
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    search: Searching,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show one's own worksheet to write in; once it is sent, to read, to the Hub too."""
    sheet = repository.owned(session, worksheet_id, principal.user_id)
    if sheet is None or sheet.state != "open":
        return _closed(request, principal, worksheet_id)
    if suggesting.is_due(sheet):
        sheet = _with_suggestions(request, session, search, sheet)
    shown = to_shown(sheet)
    return show_form(request, principal, session, shown, fields_of(shown), done=done)


def _with_suggestions(
    request: Request, session: Session, search: Search, sheet: Worksheet
) -> Worksheet:
    """Return the worksheet with suggestions; nobody waits for a transaction meanwhile."""
    rows = suggesting.find(session, search, sheet)
    if rows is None:
        return sheet
    database: Database = request.app.state.database
    with database.writing() as writing:
        stored = service.own(writing, sheet.user_id, sheet.id)
        if suggesting.is_due(stored):
            suggesting.keep(stored, rows)
        return stored


def _closed(request: Request, principal: Principal, worksheet_id: str) -> HTMLResponse:
    database: Database = request.app.state.database
    with database.writing() as session:  # that the Hub reads it is audited
        sheet = service.readable(session, principal, worksheet_id)
        mine = sheet.user_id == principal.user_id
        return page(
            request,
            "portal/worksheet_sent.html",
            unread=tickets.unread(session, principal),
            area="portal" if mine else "console",
            mine=mine,
            sheet=to_shown(sheet),
        )


@router.post("/{worksheet_id}", dependencies=WRITES)
def save_worksheet(
    worksheet_id: str,
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    sent: Sent,
) -> Response:
    """Save what was changed, then stay or go on to the review; what is refused stays typed."""
    sheet = service.changeable(session, principal.user_id, worksheet_id)
    return take_form(request, principal, session, sheet, sent)


@router.get("/{worksheet_id}/review")
def review_page(
    worksheet_id: str,
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    search: Searching,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show all that will be sent, and what may make sending needless."""
    sheet = service.own(session, principal.user_id, worksheet_id)
    if sheet.state != "open" or service.missing(sheet):
        return RedirectResponse(f"/worksheets/{sheet.id}", status_code=303)
    return page(
        request,
        "portal/worksheet_review.html",
        unread=tickets.unread(session, principal),
        sheet=to_shown(sheet),
        offers=offering.offers_for(session, search, principal, sheet),
        changed=done == "changed",
    )


@router.post("/{worksheet_id}/send", dependencies=WRITES)
def send_worksheet(
    worksheet_id: str,
    principal: OfficerPage,
    session: WriteSession,
    version: Annotated[int | None, Form(ge=0)] = None,
) -> Response:
    """Send what was reviewed, once however often it is clicked."""
    sheet = service.own(session, principal.user_id, worksheet_id)
    if sheet.state == "open" and service.missing(sheet):
        return RedirectResponse(f"/worksheets/{sheet.id}", status_code=303)
    if sheet.state == "open" and version is not None and version != sheet.version:
        return RedirectResponse(f"/worksheets/{sheet.id}/review?done=changed", status_code=303)
    ref = send(session, principal, sheet)
    return RedirectResponse(f"/requests/{ref}?done=sent", status_code=303)


@router.post("/{worksheet_id}/join", dependencies=WRITES)
def join_alike(
    worksheet_id: str,
    principal: OfficerPage,
    session: WriteSession,
    search: Searching,
    ref: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Wait for the answer to the open request that asks the same, instead of sending this."""
    sheet = service.own(session, principal.user_id, worksheet_id)
    offering.join(session, search, principal, sheet, ref)
    return RedirectResponse(f"/requests/{ref}?done=joined", status_code=303)


@router.get("/{worksheet_id}/discard")
def discard_page(
    worksheet_id: str, request: Request, principal: OfficerPage, session: ReadSession
) -> HTMLResponse:
    """Ask whether it shall be thrown away."""
    sheet = service.changeable(session, principal.user_id, worksheet_id)
    return page(
        request,
        "portal/worksheet_discard.html",
        unread=tickets.unread(session, principal),
        sheet=to_line(sheet),
    )


@router.post("/{worksheet_id}/discard", dependencies=WRITES)
def discard_worksheet(worksheet_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Throw an unfinished worksheet away; a second click changes nothing."""
    sheet = service.own(session, principal.user_id, worksheet_id)
    if sheet.state != "discarded":
        service.discard(service.changeable(session, principal.user_id, worksheet_id))
    return RedirectResponse("/worksheets?done=discarded", status_code=303)
