"""The audit log over HTTP, for administrators: search, check, take away."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from api.access import Admin
from api.audit.exporting import Form
from api.audit.repository import Wanted
from api.audit.schemas import EntryPage, Verified
from api.console import audit_reading
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.moments import Moment
from api.ratelimits import limited

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=PROBLEM_RESPONSES)
Words = Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")]
Since = Annotated[Moment | None, Query()]


@router.get("")
def list_entries(
    principal: Admin,
    session: ReadSession,
    person: Words = "",
    action: Words = "",
    object_id: Words = "",
    since: Since = None,
    until: Since = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EntryPage:
    """Return entries, the newest first: of whom, what, about what, from when to before when.

    `person` is a part of a name or username, or an id.
    """
    wanted = Wanted(action=action, object_id=object_id, since=since, until=until)
    return audit_reading.find(session, wanted, person, limit, before)


@router.post("/verify", dependencies=[limited("write")])
def verify_log(principal: Admin, request: Request) -> Verified:
    """Check that the whole log is as it was written; that it was checked is recorded."""
    state = request.app.state
    return audit_reading.verify_now(state.database, state.settings, principal)


@router.get("/export", response_class=StreamingResponse)
def export_log(
    principal: Admin,
    session: WriteSession,
    request: Request,
    form: Annotated[Form, Query(alias="as")] = Form.JSONL,
) -> StreamingResponse:
    """Return the whole log as lines of JSON or as CSV; that it was taken away is recorded."""
    return exported(principal, session, request, form)


def exported(
    principal: Admin, session: WriteSession, request: Request, form: Form
) -> StreamingResponse:
    """Return the log as a file to keep."""
    audit_reading.note(session, principal, "audit_exported", str(form))
    return StreamingResponse(
        audit_reading.lines(request.app.state.database, form),
        media_type=audit_reading.MEDIA_TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="audit-log.{form}"',
            "Cache-Control": "no-store",
        },
    )
