"""People of the queues: who takes whose tickets, who is away, who covers."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage, LeadPage
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import field_errors
from api.portal.templating import page
from api.ratelimits import limited
from api.staffing import people
from api.staffing.schemas import NewAbsence

router = APIRouter(prefix="/console/staffing")
WRITES = [limited("write")]
DONE: Final = {
    "members": "The people of the queue are set.",
    "added": "The absence is noted. Tickets go to the cover, from the first day on.",
    "removed": "The absence is removed.",
}
WORDS: Final = {
    ("from_date", "date_from_datetime_parsing"): "Enter the first day.",
    ("until_date", "date_from_datetime_parsing"): "Enter the last day.",
    ("from_date", "date_parsing"): "Enter the first day.",
    ("until_date", "date_parsing"): "Enter the last day.",
}


def _show(
    request: Request,
    session: Session,
    *,
    done: str = "",
    values: dict[str, str] | None = None,
    problem: tuple[int, dict[str, str]] = (200, {}),
) -> HTMLResponse:
    shown = people.queues(session)
    return page(
        request,
        "console/staffing.html",
        status=problem[0],
        queues=shown.items,
        people=shown.people,
        absences=people.absences(session).items,
        done=DONE.get(done, ""),
        values=values or {},
        errors=problem[1],
    )


@router.get("")
def staffing_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show the queues with their people, and the absences."""
    return _show(request, session, done=done)


@router.post("/queues/{queue}", dependencies=WRITES)
def set_members(
    queue: str,
    principal: LeadPage,
    session: WriteSession,
    member: Annotated[list[str] | None, Form(max_length=200)] = None,
    version: Annotated[int | None, Form(ge=0, le=2**31)] = None,
) -> Response:
    """Have exactly the ticked people take the queue's tickets."""
    people.set_members(session, principal, queue, member or [], version)
    return _back("members")


@router.post("/absences", dependencies=WRITES)
def add_absence(
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    user_id: Annotated[str, Form(max_length=36)] = "",
    from_date: Annotated[str, Form(max_length=10)] = "",
    until_date: Annotated[str, Form(max_length=10)] = "",
    cover_id: Annotated[str, Form(max_length=36)] = "",
) -> Response:
    """Note that somebody is away; what is refused stays in the form."""
    values = {"user_id": user_id, "from_date": from_date, "until_date": until_date,
              "cover_id": cover_id}  # fmt: skip
    try:
        _add(session, principal, values)
    except ValidationError as error:
        problem = (422, field_errors(error, WORDS))
        return _show(request, session, values=values, problem=problem)
    except Problem as refused:
        errors = {row["field"]: row["message"].capitalize() + "." for row in refused.errors}
        return _show(request, session, values=values, problem=(refused.status, errors))
    return _back("added")


def _add(session: Session, principal: Principal, values: dict[str, str]) -> None:
    new = NewAbsence.model_validate(values | {"cover_id": values["cover_id"] or None})
    people.add_absence(session, principal, new)


@router.post("/absences/{absence_id}/remove", dependencies=WRITES)
def remove_absence(absence_id: str, principal: LeadPage, session: WriteSession) -> Response:
    """Have somebody not away; a second click finds it done."""
    try:
        people.remove_absence(session, principal, absence_id)
    except Problem as refused:
        if refused.status != 404:
            raise
    return _back("removed")


def _back(done: str) -> Response:
    return RedirectResponse(f"/console/staffing?done={done}", status_code=303)
