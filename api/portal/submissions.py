"""The Portal's form: an idea, an operational issue or an inefficiency, five questions on a page.

Nothing is stored before the first save; from then on it is a worksheet like any other.
"""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import OfficerPage
from api.db import ReadSession, WriteSession
from api.identity.roles import Principal
from api.portal.worksheet_form import Posted, fields_of, posted
from api.portal.worksheet_saving import Place, show_form, take_form
from api.ratelimits import limited
from api.worksheets import repository, service
from api.worksheets.kinds import SUBMISSIONS, KindName
from api.worksheets.showing import to_shown

router = APIRouter(prefix="/submissions")
WRITES = [limited("write")]
IDS: Final = uuid.UUID("6f0c3a52-51a3-4c52-9c1b-5d3f2f6c9b11")
"""Two clicks on one rendering of the form make one worksheet: its id is made of the form's."""


@router.get("/new")
def new_submission(
    request: Request,
    principal: OfficerPage,
    session: ReadSession,
    kind: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show the empty form of that kind; without one, the page where it is chosen."""
    name = _kind(kind)
    if name is None:
        return RedirectResponse("/worksheets#hand-in", status_code=303)
    shown = to_shown(service.blank(principal.user_id, name))
    place = _place(name, uuid.uuid4().hex)
    return show_form(request, principal, session, shown, fields_of(shown), place)


@router.post("/new", dependencies=WRITES)
def save_submission(
    request: Request,
    principal: OfficerPage,
    session: WriteSession,
    sent: Annotated[Posted, Depends(posted)],
    kind: Annotated[str, Form(max_length=40)] = "",
    nonce: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Store the form as a worksheet, once however often it is clicked, and go on from there."""
    name = _kind(kind)
    if name is None:
        return RedirectResponse("/worksheets#hand-in", status_code=303)
    sheet_id = _id(principal, nonce)
    stored = repository.owned(session, sheet_id, principal.user_id)
    if stored is None:
        new = service.blank(principal.user_id, name, sheet_id)
        return take_form(request, principal, session, new, sent, _place(name, nonce))
    if stored.state != "open":
        return RedirectResponse(f"/worksheets/{stored.id}", status_code=303)
    return take_form(request, principal, session, stored, sent)


def _kind(said: str) -> KindName | None:
    return next((name for name in SUBMISSIONS if name == said), None)


def _place(name: KindName, nonce: str) -> Place:
    return Place("/submissions/new", f"submission-{name}", {"kind": name, "nonce": nonce})


def _id(principal: Principal, nonce: str) -> str:
    return str(uuid.uuid5(IDS, f"{principal.user_id}:{nonce or uuid.uuid4().hex}"))
