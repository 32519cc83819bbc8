"""The page of a worksheet that is written in: shown, and taken when its form is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from api.errors import Problem
from api.guard.service import Urgent, first_urgent
from api.identity.roles import Principal
from api.portal.templating import page
from api.portal.worksheet_form import ANSWER, Field, Posted, fields_of, merge
from api.tickets import service as tickets
from api.wording import wording
from api.worksheets import service
from api.worksheets.models import Worksheet
from api.worksheets.schemas import WorksheetShown
from api.worksheets.showing import to_shown

NOTHING: Final = "Write what is happening first."
CONFLICT: Final = (
    "This was changed meanwhile, perhaps in the chat. Both texts are below; saving keeps yours."
)


@dataclass(frozen=True)
class Place:
    """Where a form is sent to, what else it carries, and the name it is kept under."""

    target: str
    kept: str
    hidden: Mapping[str, str] = field(default_factory=dict)


def show_form(
    request: Request,
    principal: Principal,
    session: Session,
    shown: WorksheetShown,
    fields: tuple[Field, ...],
    place: Place | None = None,
    *,
    done: str = "",
    errors: Mapping[str, str] | None = None,
    urgent: Urgent | None = None,
    action: str = "save",
    status: int = 200,
) -> HTMLResponse:
    """Return the page with these boxes."""
    return page(
        request,
        "portal/worksheet.html",
        status=status,
        unread=tickets.unread(session, principal),
        sheet=shown,
        fields=fields,
        saved=done == "saved",
        errors=errors or {},
        urgent=wording().urgent.notice(urgent.kind) if urgent else None,
        action=action,
        place=place or Place(f"/worksheets/{shown.id}", f"worksheet-{shown.id}"),
        stored=place is None,
    )


def take_form(
    request: Request,
    principal: Principal,
    session: Session,
    sheet: Worksheet,
    sent: Posted,
    place: Place | None = None,
) -> Response:
    """Save what was changed and go on; else show the page again with all that was typed.

    What sounds urgent is stored only once the officer has said that it is not. With a `place`
    the worksheet is a new one, which is stored with its first answers.
    """
    shown = to_shown(sheet)
    merged = merge(shown, sent)

    def again(status: int, errors: Mapping[str, str], urgent: Urgent | None = None) -> Response:
        return show_form(
            request, principal, session, shown, merged.fields, place,
            errors=errors, urgent=urgent, action=sent.action, status=status,
        )  # fmt: skip

    urgent = None if sent.calm else first_urgent(merged.changes.values())
    if urgent is not None:
        return again(422, {}, urgent)
    if merged.in_conflict:
        return again(412, {box.name: CONFLICT for box in merged.fields if box.kept is not None})
    if place is not None and not merged.changes:
        return again(422, {ANSWER + shown.steps[0].key: NOTHING})
    try:
        if place is not None:
            sheet = service.begin(
                session, principal.user_id, shown.kind, None, merged.changes, sheet.id
            )
        elif merged.changes:
            service.put(sheet, merged.changes)
    except Problem as problem:
        if not problem.errors:
            raise
        session.rollback()  # what is refused leaves no trace
        return again(problem.status, _by_box(problem))
    return _onward(request, principal, session, sheet, sent.action)


def _onward(
    request: Request, principal: Principal, session: Session, sheet: Worksheet, action: str
) -> Response:
    """Stay, or go to the review; without what is needed for it, say what that is."""
    here = f"/worksheets/{sheet.id}"
    missing = service.missing(sheet)
    if action != "review":
        return RedirectResponse(f"{here}?done=saved", status_code=303)
    if not missing:
        service.pass_over_the_rest(sheet)
        return RedirectResponse(f"{here}/review", status_code=303)
    needed = wording().worksheet.needed
    errors = {ANSWER + step.key: f"{step.label}: {needed}" for step in missing}
    shown = to_shown(sheet)
    return show_form(
        request, principal, session, shown, fields_of(shown), errors=errors, status=422
    )


def _by_box(problem: Problem) -> dict[str, str]:
    """Return what was refused, by the name of its box."""
    return {
        row["field"].replace("answers.", ANSWER, 1): row["message"] for row in problem.errors or []
    }
